import { divisor } from '../../ops/average-pool.ts';
import type { AveragePoolGradientAttrs } from '../../ops/average-pool-gradient.ts';
import type { Four } from '../../ops/shape/tensor.ts';
import { windowsOf } from '../../ops/shape/window.ts';
import { blockable } from '../lower/layout.ts';
import { concrete } from '../lower/lowering.ts';
import { explicitPads } from '../lower/pool-window.ts';
import { blockedConv } from './depthwise.ts';
import { blocked, type FastLowering } from './fast.ts';

/**
 * Stride 1: dx sums dy / divisor over the windows that hold the element, a depthwise convolution with a kernel of one
 * number.
 */
export const averagePoolGradient: FastLowering<AveragePoolGradientAttrs> = (
  e,
  { attrs, inputs: [dy], outputs: [dx] },
) => {
  if (!dy!.has('blocked') || !blockable(dx!, e.block) || attrs.stride[0] * attrs.stride[1] !== 1) return null;
  const [n, c, height, width] = concrete(attrs.inputDims) as Four;
  const [, , rows, columns] = concrete(dy!.type.dims) as Four;
  const [kh, kw] = attrs.kernel;
  const divisors = windowsOf(height, width, attrs).map((w) => divisor(w, attrs.countIncludePad));
  const even = divisors.every((d) => d === divisors[0]);
  let map = dy!.in('blocked');
  if (!even) {
    const shares = e.constant(
      'f32',
      [1, rows * columns, e.block],
      divisors.flatMap((d) => Array<number>(e.block).fill(1 / d)),
    );
    map = e.reshape(
      e.node('Mul', [e.reshape(map, [(n * c) / e.block, rows * columns, e.block]), shares]),
      dy!.type.dims,
    );
  }
  const weight = even ? 1 / divisors[0]! : 1;
  const w = e.named(`even ${c} ${kh} ${kw} ${weight}`, 'f32', [c, 1, kh, kw], () =>
    Array<number>(c * kh * kw).fill(weight),
  );
  const [top, left, bottom, right] = explicitPads(dx!, attrs);
  const pads = [kh - 1 - top, kw - 1 - left, kh - 1 - bottom, kw - 1 - right];
  return blocked(blockedConv(e, map, w, { groups: c, kernel: attrs.kernel, pads }));
};
