import type { ReactFlowInstance } from '@xyflow/react';
import { type PointerEvent as ReactPointerEvent, type RefObject, useRef, useState } from 'react';
import { intersects } from '../scene/bounds.ts';
import type { Point, Rect } from '../scene/route.ts';
import { get } from '../state/store.ts';
import { select } from '../state/view.ts';
import { nodeAt } from './blocks-layer.ts';
import type { CardNode } from './flow-nodes.ts';
import { endNodeDrag, moveNodeDrag, startNodeDrag } from './node-drag.ts';

interface Press {
  /** Of the window, and of the drawing. */
  readonly client: Point;
  readonly at: Point;
  /** The node under it; null for the empty canvas. */
  readonly id: string | null;
  /** Beyond a click. */
  readonly moved: boolean;
}

const CLICK = 4;

const between = ([ax, ay]: Point, [bx, by]: Point): Rect => ({
  x: Math.min(ax, bx),
  y: Math.min(ay, by),
  width: Math.abs(ax - bx),
  height: Math.abs(ay - by),
});

/**
 * Clicks, drags and marquees where cards are plain blocks: React Flow has no nodes to hit there. `marquee` is in pixels
 * of the canvas.
 */
export function useBlockPointer(
  cards: boolean,
  element: RefObject<HTMLDivElement | null>,
  flow: ReactFlowInstance<CardNode>,
) {
  const press = useRef<Press | null>(null);
  const [marquee, setMarquee] = useState<Rect | null>(null);
  if (cards) return { handlers: {}, marquee: null };

  const at = (event: ReactPointerEvent): Point => {
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
    return [x, y];
  };
  const onCanvas = ([x, y]: Point): Point => {
    const box = element.current!.getBoundingClientRect();
    return [x - box.x, y - box.y];
  };
  const adds = (event: ReactPointerEvent): boolean => event.shiftKey || event.metaKey || event.ctrlKey;

  const handlers = {
    onPointerDownCapture(event: ReactPointerEvent) {
      if (event.button !== 0 || !(event.target as Element).closest('.react-flow__pane')) return;
      const hit = nodeAt(get().scene, ...at(event));
      press.current = {
        client: [event.clientX, event.clientY],
        at: at(event),
        id: hit && !hit.open && hit.index === null ? hit.id : null,
        moved: false,
      };
    },
    onPointerMoveCapture(event: ReactPointerEvent) {
      const from = press.current;
      if (!from) return;
      const client: Point = [event.clientX, event.clientY];
      if (!from.moved) {
        if (Math.hypot(client[0] - from.client[0], client[1] - from.client[1]) < CLICK) return;
        press.current = { ...from, moved: true };
        event.currentTarget.setPointerCapture(event.pointerId);
        if (from.id !== null) {
          if (!get().selection.has(from.id)) select([from.id]);
          startNodeDrag(from.id);
        }
      }
      const to = at(event);
      if (from.id === null) setMarquee(between(onCanvas(from.client), onCanvas(client)));
      else moveNodeDrag(to[0] - from.at[0], to[1] - from.at[1], flow.getZoom());
    },
    onPointerUpCapture(event: ReactPointerEvent) {
      const from = press.current;
      press.current = null;
      setMarquee(null);
      if (!from) return;
      const { scene, selection } = get();
      const before = adds(event) ? selection : [];
      if (!from.moved) {
        const hit = nodeAt(scene, ...at(event));
        select(hit ? [...before, hit.id] : []);
      } else if (from.id === null) {
        const area = between(from.at, at(event));
        select([...before, ...scene.nodes.flatMap((node) => (!node.open && intersects(node, area) ? [node.id] : []))]);
      } else endNodeDrag();
    },
    onPointerCancelCapture() {
      if (press.current?.moved && press.current.id !== null) endNodeDrag();
      press.current = null;
      setMarquee(null);
    },
  };
  return { handlers, marquee };
}
