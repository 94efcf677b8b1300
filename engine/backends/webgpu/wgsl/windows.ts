import type { Four } from '../../../ops/shape/tensor.ts';
import type { PoolWindow } from '../../../ops/shape/window.ts';

/** How the place of a window's largest element is kept: as row · 2^bits + column of the window, for so many outputs of a row in a u32. */
export interface ArgmaxFormat {
  readonly bits: number;
  readonly perWord: 1 | 4;
}

export const argmaxFormat = ({ kernel }: PoolWindow): ArgmaxFormat =>
  Math.max(...kernel) <= 16 ? { bits: 4, perWord: 4 } : { bits: 16, perWord: 1 };

export interface AveragedWindow extends PoolWindow {
  readonly countIncludePad: boolean;
}

/** Whether so many windows along an axis reach beyond a map of that size. */
export function reachesOut({ kernel, stride, pads }: PoolWindow, axis: 0 | 1, size: number, windows: number): boolean {
  return pads[axis] > 0 || (windows - 1) * stride[axis] + kernel[axis] > size;
}

/** WGSL of what is divided by in the window that begins at `startY`, `startX`: an f32; of a run of windows, a vec4<f32>. */
export function divisor(
  { kernel, stride, pads, countIncludePad }: AveragedWindow,
  [[, , ...sizes], [, , ...windows]]: readonly [Four, Four],
  startY: string,
  startX: string,
  width: 1 | 4,
): string {
  const ends = sizes.map((size, axis) => size + (countIncludePad ? pads[axis + 2]! : 0));
  const isWhole = ([0, 1] as const).every((axis) => {
    const end = (windows[axis] - 1) * stride[axis] - pads[axis] + kernel[axis];
    return (countIncludePad || pads[axis] === 0) && end <= ends[axis]!;
  });
  if (isWhole) return `${kernel[0] * kernel[1]}.0`;
  const along = (axis: 0 | 1, start: string, size: 1 | 4): string => {
    const number = (n: number): string => (size === 4 ? `vec4<i32>(${n})` : `${n}`);
    const begin = countIncludePad ? start : `max(${start}, ${number(0)})`;
    return `min(${start} + ${kernel[axis]}, ${number(ends[axis]!)}) - ${begin}`;
  };
  const columns = along(1, startX, width);
  return `(f32(${along(0, startY, 1)}) * ${width === 4 ? 'vec4<f32>' : 'f32'}(${columns}))`;
}
