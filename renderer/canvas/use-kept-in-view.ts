import type { ReactFlowInstance } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import { intersects, union } from '../scene/bounds.ts';
import { get } from '../state/store.ts';
import type { CardNode } from './flow-nodes.ts';
import { viewport } from './viewport.ts';

/** Where the canvas becomes smaller, as when a panel opens, what was selected and seen stays in view. */
export function useKeptInView(element: RefObject<HTMLDivElement | null>, flow: ReactFlowInstance<CardNode>): void {
  useEffect(() => {
    const box = element.current;
    if (!box) return;
    let before = { width: box.clientWidth, height: box.clientHeight };
    const observer = new ResizeObserver(() => {
      const now = { width: box.clientWidth, height: box.clientHeight };
      const shrunk = now.width < before.width || now.height < before.height;
      const { scene, selection } = get();
      const rect = shrunk ? union([...selection].flatMap((id) => scene.byId.get(id) ?? [])) : null;
      const { x, y, zoom } = flow.getViewport();
      const seen = { x: -x / zoom, y: -y / zoom, width: before.width / zoom, height: before.height / zoom };
      before = now;
      if (rect && intersects(rect, seen)) viewport()?.ensureVisible(rect);
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [element, flow]);
}
