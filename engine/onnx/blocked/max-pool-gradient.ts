import type { MaxPoolGradientAttrs } from '../../ops/max-pool-gradient.ts';
import type { Four } from '../../ops/shape/tensor.ts';
import type { Emitter } from '../lower/emitter.ts';
import { blockable, nchwc } from '../lower/layout.ts';
import { concrete } from '../lower/lowering.ts';
import { explicitPads } from '../lower/pool-window.ts';
import { select, shift } from './depthwise.ts';
import { blocked, type FastLowering } from './fast.ts';
import { crop, interleave } from './input-gradient.ts';

type Pair = readonly [number, number];

/**
 * 1 where tap `tap` of a window lies inside the map, per window, for all channels of a block. Null where it always
 * does.
 */
function inside(e: Emitter, tap: Pair, { stride, pads }: Axis, [, , height, width]: Four, y: Four): string | null {
  const [, , rows, columns] = y;
  const within = (axis: 0 | 1, window: number, size: number): boolean => {
    const at = window * stride[axis] + tap[axis] - pads[axis]!;
    return at >= 0 && at < size;
  };
  const flags: number[] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) flags.push(within(0, i, height) && within(1, j, width) ? 1 : 0);
  if (!flags.includes(0)) return null;
  return e.named(
    `inside ${tap.join()} ${stride.join()} ${pads.join()} ${height} ${width} ${y.join()}`,
    'f32',
    [1, rows * columns, e.block],
    () => flags.flatMap((f) => Array<number>(e.block).fill(f)),
  );
}

/** A pool along one axis: the other's kernel and stride are 1. */
interface Axis {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly pads: readonly number[];
}

/** Maps of one such pool and what is known of them. */
interface Maps {
  readonly x: string;
  readonly y: string;
  readonly dy: string;
  readonly xs: Four;
  readonly ys: Four;
  /** A pad that reads as 0 may win over a 0 of x: what it takes, x's own gradient would have dropped. */
  readonly zerosAreDead: boolean;
}

/**
 * Tap by tap: the tap won where x there, selected by a depthwise convolution, is not below y: clamp(3·10³⁸ · (x − y) +
 * 1) to 0 … 1. What a tap takes is gone for later ones, so of equal elements the first wins. What each took is added up
 * by phase of the stride and interleaved.
 */
function alongAxis(e: Emitter, axis: Axis, { x, y, dy, xs, ys, zerosAreDead }: Maps): string {
  const { kernel, stride, pads } = axis;
  const [n, c, height, width] = xs;
  const [, , rows, columns] = ys;
  const negative = e.node('Neg', [y]);
  const flat = [(n * c) / e.block, rows * columns, e.block];
  const size = [Math.ceil(height / stride[0]), Math.ceil(width / stride[1])] as const;
  const parts: (string | null)[][] = Array.from({ length: stride[0] }, () => Array<null>(stride[1]).fill(null));
  // The kernel that leaves exactly the pool's windows.
  const span = [
    height + pads[0]! + pads[2]! - (rows - 1) * stride[0],
    width + pads[1]! + pads[3]! - (columns - 1) * stride[1],
  ] as const;
  let left = dy;
  for (let row = 0; row < kernel[0]; row++)
    for (let column = 0; column < kernel[1]; column++) {
      const tap = [row, column] as const;
      const activation = { slope: 3e38, offset: 1 };
      const won = select(e, x, c, { kernel: span, at: tap, pads, stride }, { sum: negative, activation });
      const border = zerosAreDead ? null : inside(e, tap, axis, xs, ys);
      const mask = border === null ? won : e.reshape(e.node('Mul', [e.reshape(won, flat), border]), ys);
      const taken = e.node('Mul', [left, mask]);
      if (row < kernel[0] - 1 || column < kernel[1] - 1) left = e.node('Sub', [left, taken]);
      // Window i's tap lies in row stride·i + row − pad = stride·(i + down) + phase.
      const [down, right] = [Math.floor((row - pads[0]!) / stride[0]), Math.floor((column - pads[1]!) / stride[1])];
      const [v, h] = [row - pads[0]! - down * stride[0], column - pads[1]! - right * stride[1]];
      const before = parts[v]![h] ?? undefined;
      const moved = shift(e, taken, c, [down, right], [size[0] - rows, size[1] - columns], before);
      parts[v]![h] = moved === taken && before ? e.node('Add', [before, taken]) : moved;
    }
  const whole = interleave(e, parts, [n, c, ...size], stride);
  return crop(e, whole, [n, c, size[0] * stride[0], size[1] * stride[1]], [height, width]);
}

/**
 * As two pools, first along rows (x → z), then along columns (z → y): kh + kw taps in place of kh · kw. The winner is
 * the same: the first row that holds the maximum, and in it the first column.
 */
export const maxPoolGradient: FastLowering<MaxPoolGradientAttrs> = (
  e,
  { attrs, inputs: [x, y, dy], outputs: [dx] },
) => {
  if (!x!.has('blocked') || !blockable(dx!, e.block)) return null;
  const [xs, ys] = [concrete(x!.type.dims) as Four, concrete(y!.type.dims) as Four];
  const { kernel, stride } = attrs;
  const [top, left, bottom, right] = explicitPads(x!.type, attrs);
  const across: Axis = { kernel: [1, kernel[1]], stride: [1, stride[1]], pads: [0, left, 0, right] };
  const down: Axis = { kernel: [kernel[0], 1], stride: [stride[0], 1], pads: [top, 0, bottom, 0] };
  const map = x!.in('blocked');
  const { zerosAreDead } = x!;
  const zs: Four = [xs[0], xs[1], xs[2], ys[3]];
  const window = { kernel_shape: across.kernel, strides: across.stride, pads: across.pads };
  const z = e.node('MaxPool', [map], window, nchwc);
  const dz = alongAxis(e, down, { x: z, y: y!.in('blocked'), dy: dy!.in('blocked'), xs: zs, ys, zerosAreDead });
  return blocked(alongAxis(e, across, { x: map, y: z, dy: dz, xs, ys: zs, zerosAreDead }));
};
