import type { Rect } from './route.ts';
import { evenShift, mirrored } from './spacing.ts';

/** A line that edges or centres share: at x = `at` where `vertical`, else at y = `at`. */
export interface Guide {
  readonly vertical: boolean;
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/**
 * How far to move a box so that it lines up, 0 along an axis where nothing is near, and the lines that it then stands
 * on.
 */
export interface Alignment {
  readonly dx: number;
  readonly dy: number;
  readonly guides: readonly Guide[];
}

/** Top, middle, bottom. */
const stops = ({ y, height }: Rect): readonly number[] => [y, y + height / 2, y + height];

/**
 * Edges and centres of the box against those of its neighbours, or equal gaps to them: along each axis the nearest
 * within `reach`.
 */
export function lineUp(box: Rect, others: readonly Rect[], reach: number): Alignment {
  const across = others.map(mirrored);
  const dx = shiftDown(mirrored(box), across, reach);
  const dy = shiftDown(box, others, reach);
  const moved = { ...box, x: box.x + (dx ?? 0), y: box.y + (dy ?? 0) };
  const guides = [
    ...(dx === null ? [] : guidesOf(true, mirrored(moved), across)),
    ...(dy === null ? [] : guidesOf(false, moved, others)),
  ];
  return { dx: dx ?? 0, dy: dy ?? 0, guides };
}

/**
 * The least way down (or, negative, up) to an edge, a centre or a place of equal gaps; null where that is further than
 * `reach`.
 */
function shiftDown(box: Rect, others: readonly Rect[], reach: number): number | null {
  let best = evenShift(box, others, reach);
  const to = others.flatMap(stops);
  for (const from of stops(box)) {
    for (const stop of to) if (Math.abs(stop - from) <= Math.abs(best ?? reach)) best = stop - from;
  }
  return best;
}

/**
 * Level lines, or upright ones of the mirrored drawing, each through the box and every neighbour that has a stop there.
 */
function guidesOf(vertical: boolean, box: Rect, others: readonly Rect[]): readonly Guide[] {
  return stops(box).flatMap((at) => {
    const on = others.filter((other) => stops(other).some((stop) => Math.abs(stop - at) < 0.5));
    if (on.length === 0) return [];
    const around = [box, ...on];
    const from = Math.min(...around.map(({ x }) => x));
    const to = Math.max(...around.map(({ x, width }) => x + width));
    return [{ vertical, at, from, to }];
  });
}
