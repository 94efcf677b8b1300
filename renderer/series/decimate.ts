import { type Column, indexAt } from './column.ts';

/** Points of a line, ascending in x. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * The part of a line between two steps in at most about 2 · `pixels` points: as it is where there is room, else the
 * smallest and the largest number of each block, so that no peak is lost. Blocks begin at multiples of their size, so
 * that a line that grows does not flicker.
 */
export function decimate(steps: Column, values: Column, from: number, to: number, pixels: number): Points {
  const first = Math.max(0, indexAt(steps, from));
  const end = Math.min(steps.length, indexAt(steps, to) + 2);
  let level = 0;
  while (end - first > pixels * (1 << level)) level++;
  if (level === 0) return { x: steps.part(first, end), y: values.part(first, end) };
  const [begin, stop] = [first >> level, Math.ceil(end / (1 << level))];
  const x = new Float64Array(2 * (stop - begin));
  const y = new Float64Array(2 * (stop - begin));
  const half = 1 << (level - 1);
  for (let block = begin; block < stop; block++) {
    const at = 2 * (block - begin);
    const start = block << level;
    x[at] = steps.at(start);
    x[at + 1] = steps.at(Math.min(start + half, steps.length - 1));
    const [low, high] = values.extremes(level, block);
    // Falling lines begin a block at its largest, rising ones at its smallest.
    const falls = values.at(start) > values.at(Math.min(start + 2 * half, values.length) - 1);
    y[at] = falls ? high : low;
    y[at + 1] = falls ? low : high;
  }
  return { x, y };
}
