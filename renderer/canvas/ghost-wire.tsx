import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { sizes } from '../scene/forms.ts';
import { type Point, pathData, route } from '../scene/route.ts';
import type { SceneNode } from '../scene/scene.ts';

/** The wire that a drop would make: from an open end to a card whose middle is at the pointer. */
export interface Ghost {
  readonly from: SceneNode;
  readonly at: Point;
  readonly flip: boolean;
}

export const ghostWire = createStore<{ readonly ghost: Ghost | null }>(() => ({ ghost: null }));

export function GhostWire() {
  const ghost = useStore(ghostWire, (state) => state.ghost);
  if (!ghost) return null;
  const { from, at, flip } = ghost;
  const { width, height } = sizes.card;
  // In the frame whose flow goes down.
  const start: Point = flip
    ? [from.y + from.height / 2, from.x + from.width]
    : [from.x + from.width / 2, from.y + from.height];
  const end: Point = flip ? [at[1], at[0] - width / 2] : [at[0], at[1] - height / 2];
  return (
    <svg className="wires ghost-wire" aria-hidden="true">
      <path d={pathData(route(start, end, { around: false, obstacles: [] }), flip)} />
    </svg>
  );
}
