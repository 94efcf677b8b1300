import type { Points } from './decimate.ts';

/** Lines over one common x, as charts want them; null where a line has no point there. */
export interface Aligned {
  readonly x: Float64Array;
  readonly ys: readonly (readonly (number | null)[])[];
}

/** `shown` says which numbers can be drawn: a logarithmic scale has no place for 0. */
export function align(lines: readonly Points[], shown: (value: number) => boolean = Number.isFinite): Aligned {
  const all = new Float64Array(lines.reduce((count, { x }) => count + x.length, 0));
  let at = 0;
  for (const { x } of lines) {
    all.set(x, at);
    at += x.length;
  }
  all.sort();
  const x = all.filter((value, i) => i === 0 || value !== all[i - 1]);
  return { x, ys: lines.map((line) => onto(x, line, shown)) };
}

/** Both ascend. */
function onto(x: Float64Array, line: Points, shown: (value: number) => boolean): (number | null)[] {
  let next = 0;
  return Array.from(x, (step) => {
    let value: number | null = null;
    for (; line.x[next] === step; next++) value = shown(line.y[next]!) ? line.y[next]! : null;
    return value;
  });
}
