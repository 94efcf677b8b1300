import type { MaxPoolGradientAttrs } from '../../ops/max-pool-gradient.ts';
import type { Emitter } from '../lower/emitter.ts';
import { blockable } from '../lower/layout.ts';
import { concrete } from '../lower/lowering.ts';
import { explicitPads } from '../lower/pool-window.ts';
import { select, shift } from './depthwise.ts';
import { blocked, type FastLowering } from './fast.ts';
import { crop, interleave } from './input-gradient.ts';

type Four = readonly [number, number, number, number];

/** 1 where tap (row, column) of a window lies inside the map, per window, for all channels of a block. Null where it always does. */
function inside(
  e: Emitter,
  tap: readonly [number, number],
  attrs: MaxPoolGradientAttrs,
  [, , height, width]: Four,
  [, , rows, columns]: Four,
): string | null {
  const within = (axis: 0 | 1, window: number, size: number): boolean => {
    const at = window * attrs.stride[axis] + tap[axis] - attrs.pads[axis];
    return at >= 0 && at < size;
  };
  const flags: number[] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) flags.push(within(0, i, height) && within(1, j, width) ? 1 : 0);
  if (!flags.includes(0)) return null;
  return e.constant(
    'f32',
    [1, rows * columns, e.block],
    flags.flatMap((f) => Array<number>(e.block).fill(f)),
  );
}

/**
 * Tap by tap: the tap won where x there, selected by a depthwise convolution, is not below y: clamp(3·10³⁸ · (x − y) + 1) to 0 … 1. What a
 * tap takes is gone for later ones, so of equal elements the first wins. What each took is added up by phase of the stride and interleaved.
 */
export const maxPoolGradient: FastLowering<MaxPoolGradientAttrs> = (
  e,
  { attrs, inputs: [x, y, dy], outputs: [dx] },
) => {
  if (!x!.has('blocked') || !blockable(dx!, e.block)) return null;
  const [xs, ys] = [concrete(x!.type.dims) as Four, concrete(y!.type.dims) as Four];
  const [n, c, height, width] = xs;
  const [, , rows, columns] = ys;
  const { kernel, stride } = attrs;
  const pads = explicitPads(x!.type, attrs);
  const map = x!.in('blocked');
  const negative = e.node('Neg', [y!.in('blocked')]);
  const flat = [(n * c) / e.block, rows * columns, e.block];
  const size = [Math.ceil(height / stride[0]), Math.ceil(width / stride[1])] as const;
  const parts: (string | null)[][] = Array.from({ length: stride[0] }, () => Array<null>(stride[1]).fill(null));
  // The kernel that leaves exactly the pool's windows.
  const span = [
    height + pads[0] + pads[2] - (rows - 1) * stride[0],
    width + pads[1] + pads[3] - (columns - 1) * stride[1],
  ] as const;
  let left = dy!.in('blocked');
  for (let row = 0; row < kernel[0]; row++)
    for (let column = 0; column < kernel[1]; column++) {
      const won = select(
        e,
        map,
        c,
        { kernel: span, at: [row, column], pads, stride },
        { sum: negative, activation: { slope: 3e38, offset: 1 } },
      );
      const border = inside(e, [row, column], attrs, xs, ys);
      const mask = border === null ? won : e.reshape(e.node('Mul', [e.reshape(won, flat), border]), ys);
      const taken = e.node('Mul', [left, mask]);
      if (row < kernel[0] - 1 || column < kernel[1] - 1) left = e.node('Sub', [left, taken]);
      // Window i's tap lies in row stride·i + row − pad = stride·(i + down) + phase.
      const [down, right] = [Math.floor((row - pads[0]) / stride[0]), Math.floor((column - pads[1]) / stride[1])];
      const [v, h] = [row - pads[0] - down * stride[0], column - pads[1] - right * stride[1]];
      const before = parts[v]![h] ?? undefined;
      const moved = shift(e, taken, c, [down, right], [size[0] - rows, size[1] - columns], before);
      parts[v]![h] = moved === taken && before ? e.node('Add', [before, taken]) : moved;
    }
  const whole = interleave(e, parts, [n, c, ...size], stride);
  return blocked(crop(e, whole, [n, c, size[0] * stride[0], size[1] * stride[1]], [height, width]));
};
