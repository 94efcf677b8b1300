import type { ReactFlowInstance } from '@xyflow/react';
import { type PointerEvent as ReactPointerEvent, useRef } from 'react';
import { get } from '../state/store.ts';
import { select } from '../state/view.ts';
import { nodeAt } from './blocks-layer.ts';
import type { CardNode } from './flow-nodes.ts';

/** Clicks and marquees where cards are plain blocks: React Flow has no nodes to hit there. */
export function useBlockPointer(cards: boolean, flow: ReactFlowInstance<CardNode>) {
  const start = useRef<{ readonly x: number; readonly y: number } | null>(null);
  if (cards) return {};
  const at = (event: ReactPointerEvent): { readonly x: number; readonly y: number } =>
    flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
  return {
    onPointerDownCapture(event: ReactPointerEvent) {
      if (event.button === 0) start.current = at(event);
    },
    onPointerUpCapture(event: ReactPointerEvent) {
      const from = start.current;
      start.current = null;
      if (event.button !== 0 || !from) return;
      const to = at(event);
      const { scene, selection } = get();
      if (Math.hypot(to.x - from.x, to.y - from.y) * flow.getZoom() < 4) {
        const hit = nodeAt(scene, to.x, to.y);
        const adds = event.shiftKey || event.metaKey || event.ctrlKey;
        select(hit ? [...(adds ? selection : []), hit.id] : []);
        return;
      }
      const [left, top] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
      const [right, bottom] = [Math.max(from.x, to.x), Math.max(from.y, to.y)];
      select(
        scene.nodes.flatMap(({ id, x, y, width, height, open }) =>
          !open && x < right && x + width > left && y < bottom && y + height > top ? [id] : [],
        ),
      );
    },
  };
}
