import type { Rect } from './route.ts';
import { spaceEvenly } from './spacing.ts';

/** A line that edges or centres share: at x = `at` where `vertical`, else at y = `at`. */
export interface Guide {
  readonly vertical: boolean;
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** How far to move a box so that it lines up, 0 along an axis where nothing is near, and the lines that it then stands on. */
export interface Alignment {
  readonly dx: number;
  readonly dy: number;
  readonly guides: readonly Guide[];
}

/** Start, middle, end. */
const stops = (start: number, length: number): readonly number[] => [start, start + length / 2, start + length];

/** Edges and centres of the box against those of its neighbours, or equal gaps to them: along each axis the nearest within `reach`. */
export function lineUp(box: Rect, others: readonly Rect[], reach: number): Alignment {
  const even = spaceEvenly(box, others, reach);
  const dx = nearer(
    shift(
      stops(box.x, box.width),
      others.flatMap(({ x, width }) => stops(x, width)),
      reach,
    ),
    even.dx,
  );
  const dy = nearer(
    shift(
      stops(box.y, box.height),
      others.flatMap(({ y, height }) => stops(y, height)),
      reach,
    ),
    even.dy,
  );
  const moved = { ...box, x: box.x + (dx ?? 0), y: box.y + (dy ?? 0) };
  const guides = [
    ...(dx === null ? [] : stops(moved.x, moved.width).flatMap((at) => guideAt(at, true, moved, others))),
    ...(dy === null ? [] : stops(moved.y, moved.height).flatMap((at) => guideAt(at, false, moved, others))),
  ];
  return { dx: dx ?? 0, dy: dy ?? 0, guides };
}

const nearer = (a: number | null, b: number | null): number | null =>
  a === null || (b !== null && Math.abs(b) < Math.abs(a)) ? b : a;

/** The least way from one of `from` to one of `to`; null where it is further than `reach`. */
function shift(from: readonly number[], to: readonly number[], reach: number): number | null {
  let best: number | null = null;
  for (const a of from) for (const b of to) if (Math.abs(b - a) <= Math.abs(best ?? reach)) best = b - a;
  return best;
}

/** A line through the box and every neighbour that has a stop there. */
function guideAt(at: number, vertical: boolean, box: Rect, others: readonly Rect[]): readonly Guide[] {
  const on = others.filter(({ x, y, width, height }) =>
    (vertical ? stops(x, width) : stops(y, height)).some((stop) => Math.abs(stop - at) < 0.5),
  );
  if (on.length === 0) return [];
  const around = [box, ...on];
  const from = Math.min(...around.map(({ x, y }) => (vertical ? y : x)));
  const to = Math.max(...around.map(({ x, y, width, height }) => (vertical ? y + height : x + width)));
  return [{ vertical, at, from, to }];
}
