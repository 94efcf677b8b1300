import type { ReactFlowInstance } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import { intersects, union } from '../scene/bounds.ts';
import { get } from '../state/store.ts';
import { moving } from '../theme/motion.ts';
import type { CardNode } from './flow-nodes.ts';
import type { QuickAddRequest } from './quick-add.tsx';
import type { Fit } from './use-seen.ts';
import { coveredLeft, offerViewport } from './viewport.ts';

/** Offers what commands ask of the canvas, as long as it is shown. */
export function useViewportControl(
  element: RefObject<HTMLDivElement | null>,
  flow: ReactFlowInstance<CardNode>,
  fit: Fit,
  setQuick: (request: QuickAddRequest) => void,
): void {
  useEffect(
    () =>
      offerViewport({
        fit,
        ensureVisible(rect) {
          const box = element.current;
          if (!box) return;
          const { x, y, zoom } = flow.getViewport();
          const at = { left: rect.x * zoom + x, top: rect.y * zoom + y };
          const right = at.left + rect.width * zoom;
          const bottom = at.top + rect.height * zoom;
          const pad = 60;
          const least = pad + coveredLeft();
          const dx =
            at.left < least ? least - at.left : right > box.clientWidth - pad ? box.clientWidth - pad - right : 0;
          const dy =
            at.top < pad ? pad - at.top : bottom > box.clientHeight - pad ? box.clientHeight - pad - bottom : 0;
          if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x + dx, y: y + dy, zoom }, moving(120));
        },
        zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, moving(120)),
        zoomTo: (zoom) => void flow.zoomTo(zoom, moving(120)),
        seen() {
          const { x, y, zoom } = flow.getViewport();
          const [width, height] = [element.current?.clientWidth ?? 0, element.current?.clientHeight ?? 0];
          return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
        },
        centre() {
          const box = element.current?.getBoundingClientRect();
          if (!box) return [0, 0];
          const { x, y } = flow.screenToFlowPosition(
            { x: box.x + box.width / 2, y: box.y + box.height / 2 },
            { snapToGrid: false },
          );
          return [x, y];
        },
        focus: () => element.current?.focus(),
        quickAdd: (first) => setQuick({ ...atSelection(element.current, flow.flowToScreenPosition), first }),
      }),
    [element, fit, flow, setQuick],
  );
}

/** Beside what is selected, or in the middle. */
function atSelection(
  box: HTMLElement | null,
  toScreen: (point: { x: number; y: number }) => { x: number; y: number },
): QuickAddRequest {
  const { scene, selection } = get();
  const around = union([...selection].flatMap((id) => scene.byId.get(id) ?? []));
  const frame = box?.getBoundingClientRect() ?? new DOMRect(0, 0, 800, 600);
  if (!around)
    return { x: frame.x + frame.width / 2 - 140, y: frame.y + 90, at: null, from: null, wire: null, first: '' };
  const corner = toScreen({ x: around.x + around.width / 2, y: around.y + around.height });
  const inside = intersects(
    { x: corner.x, y: corner.y, width: 1, height: 1 },
    { x: frame.x, y: frame.y, width: frame.width, height: frame.height },
  );
  return inside
    ? { x: corner.x - 140, y: corner.y + 10, at: null, from: null, wire: null, first: '' }
    : { x: frame.x + frame.width / 2 - 140, y: frame.y + 90, at: null, from: null, wire: null, first: '' };
}
