import type { ReactFlowInstance } from '@xyflow/react';
import { type RefObject, useEffect, useState } from 'react';
import type { Point } from '../scene/route.ts';
import { dropAt, insertOnWire } from '../state/gestures.ts';
import { get } from '../state/store.ts';
import type { CardNode } from './flow-nodes.ts';
import { nearestWire } from './nearest-wire.ts';
import { onPaletteDrop, paletteDrag } from './palette-drag.ts';

/** Takes what is dragged out of the palette. Returns the id of the wire that it would land on. */
export function usePaletteDrop(
  element: RefObject<HTMLDivElement | null>,
  flow: ReactFlowInstance<CardNode>,
): string | null {
  const [target, setTarget] = useState<string | null>(null);
  // A layer dragged out of the palette: onto a wire it is inserted, elsewhere it is put down.
  useEffect(() => {
    const toFlow = (x: number, y: number): Point => {
      const at = flow.screenToFlowPosition({ x, y }, { snapToGrid: false });
      return [at.x, at.y];
    };
    const over = (x: number, y: number): boolean => {
      const hit = document.elementFromPoint(x, y);
      return hit !== null && element.current?.contains(hit) === true;
    };
    const stop = paletteDrag.subscribe(({ drag: now }) => {
      setTarget(now && over(now.x, now.y) ? (nearestWire(get().scene, toFlow(now.x, now.y))?.id ?? null) : null);
    });
    const off = onPaletteDrop(({ kind, x, y }) => {
      if (!over(x, y)) return;
      const at = toFlow(x, y);
      const wire = nearestWire(get().scene, at);
      if (!wire || insertOnWire(kind, wire) === null) dropAt(kind, at);
      element.current?.focus();
    });
    return () => {
      stop();
      off();
    };
  }, [element, flow]);

  return target;
}
