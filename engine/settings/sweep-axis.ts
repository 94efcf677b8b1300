import { z } from 'zod';

/**
 * What a sweep turns, and the value of it that one of its designs has, as it is written: `learningRate`, `0.03`. Where
 * there is none the designs differ in their depth.
 */
export const sweepAxis = z.object({ name: z.string().max(100), value: z.string().max(100) });
type SweepAxis = z.infer<typeof sweepAxis>;

/** A point of a sweep: its number of layers, or with an axis its place on that, counted from 0. */
export interface OnAxis {
  readonly depth: number;
  readonly axis?: SweepAxis;
}

/** A value on a sweep's axis: what is written at it, and how far along the axis it stands, from 0 to 1. */
export interface AxisMark {
  readonly depth: number;
  readonly label: string;
  readonly at: number;
}

/** Values so many times as large as the smallest one are spaced by their logarithms. */
const WIDE = 9;

/**
 * Where the values of a sweep stand on its axis: by their size where all are numbers, by their logarithms where these
 * lie far apart, else evenly.
 */
export function axisMarks(points: readonly OnAxis[]): readonly AxisMark[] {
  const byDepth = new Map(points.map((point) => [point.depth, point.axis?.value ?? String(point.depth)]));
  const values = [...byDepth].sort(([a], [b]) => a - b);
  const numbers = values.map(([, label]) => (label.trim() === '' ? Number.NaN : Number(label)));
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const places = !numbers.every(Number.isFinite)
    ? values.map((_, i) => i)
    : least > 0 && most >= WIDE * least && points.some(({ axis }) => axis)
      ? numbers.map(Math.log)
      : numbers;
  const [from, to] = [Math.min(...places), Math.max(...places)];
  return values.map(([depth, label], i) => ({
    depth,
    label,
    at: to === from ? 0.5 : (places[i]! - from) / (to - from),
  }));
}

/** What the points of a sweep differ in: null for depth. Undefined where they are of sweeps over different things. */
export function axisName(points: readonly OnAxis[]): string | null | undefined {
  const names = new Set(points.map(({ axis }) => axis?.name ?? null));
  return names.size > 1 ? undefined : ([...names][0] ?? null);
}
