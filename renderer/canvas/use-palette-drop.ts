import type { ReactFlowInstance } from '@xyflow/react';
import { type RefObject, useEffect, useState } from 'react';
import { sizes } from '../scene/forms.ts';
import { openEndNear } from '../scene/open-end.ts';
import type { Point } from '../scene/route.ts';
import type { SceneNode } from '../scene/scene.ts';
import { firstPort } from '../state/edits.ts';
import { addFrom, dropAt, insertOnWire, scopePlace } from '../state/gestures.ts';
import { get } from '../state/store.ts';
import { hasOutput } from './card-data.ts';
import type { CardNode } from './flow-nodes.ts';
import { ghostWire } from './ghost-wire.tsx';
import { nearestWire } from './nearest-wire.ts';
import { onPaletteDrop, paletteDrag } from './palette-drag.ts';

/** Takes what is dragged out of the palette. Returns the id of the wire that it would land on. */
export function usePaletteDrop(
  element: RefObject<HTMLDivElement | null>,
  flow: ReactFlowInstance<CardNode>,
): string | null {
  const [target, setTarget] = useState<string | null>(null);
  // A layer dragged out of the palette: onto a wire it is inserted, behind an open end it is wired to that, elsewhere
  // it is put down.
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
      const at = now && over(now.x, now.y) ? toFlow(now.x, now.y) : null;
      const wire = at && nearestWire(get().scene, at);
      const from = at && now && !wire ? openEnd(now.kind, at) : null;
      setTarget(wire?.id ?? null);
      if (from || ghostWire.getState().ghost)
        ghostWire.setState({ ghost: from && at && { from, at, flip: get().scene.flip } });
    });
    const off = onPaletteDrop(({ kind, x, y }) => {
      if (!over(x, y)) return;
      const at = toFlow(x, y);
      const wire = nearestWire(get().scene, at);
      const from = wire ? null : openEnd(kind, at);
      if (from) addFrom(kind, from, [at[0], at[1] - sizes.card.height / 2]);
      else if (!wire || insertOnWire(kind, wire) === null) dropAt(kind, at);
      element.current?.focus();
    });
    return () => {
      stop();
      off();
    };
  }, [element, flow]);

  return target;
}

/** What a layer dropped there would read. */
const openEnd = (kind: string, at: Point): SceneNode | null =>
  firstPort(get().model, kind) === null
    ? null
    : openEndNear(get().scene, scopePlace(), at, (node) => node.count > 0 && hasOutput(node.kind));
