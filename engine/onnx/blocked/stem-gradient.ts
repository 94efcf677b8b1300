import type { Conv2dWeightGradientAttrs } from '../../ops/conv2d-weight-gradient.ts';
import type { Four } from '../../ops/shape/tensor.ts';
import { padded, tap } from '../lower/conv2d-weight-gradient.ts';
import type { Emitter } from '../lower/emitter.ts';
import { concrete } from '../lower/lowering.ts';
import { blockedConv, shift } from './depthwise.ts';
import type { FastSite } from './fast.ts';

/**
 * Weights of a convolution that reads a plain image of few channels. As `contractPixels`: pixels are the contraction's
 * channels. The taps of x are sliced column by column (stride and dilation in the slice), one below the other as [N,
 * C·kh·kw, rows, wide].
 */
export function byStem(e: Emitter, { attrs, inputs: [x, dy] }: FastSite<Conv2dWeightGradientAttrs>): string {
  const [n, c, , width] = concrete(x!.type.dims) as Four;
  const [o, , kh, kw] = attrs.weightDims as Four;
  const [, , rows, columns] = concrete(dy!.type.dims) as Four;
  const b = e.block;
  const wide = Math.ceil(columns / b) * b;
  const q = (rows * wide) / b;
  const [top, left, bottom, right] = attrs.pads;
  const need = (wide - 1) * attrs.stride[1] + (kw - 1) * attrs.dilation[1] + 1 - width - left;
  const image = padded(e, x!.in('plain'), [top, left, bottom, Math.max(right, need)]);
  const taps: string[] = [];
  for (let row = 0; row < kh; row++)
    for (let column = 0; column < kw; column++)
      taps.push(e.reshape(tap(e, image, attrs, row, column, rows, wide), [n, c, 1, rows * wide]));
  const columnsOfX = taps.length === 1 ? taps[0]! : e.node('Concat', taps, { axis: 2 });
  const moved = shift(e, dy!.in('blocked'), o, [0, 0], [0, wide - columns]);
  const area = c * kh * kw;
  const view = e.reshape(columnsOfX, [1, n * b, 1, area * q]);
  const filter = e.reshape(moved, [n * o, b, 1, q]);
  const products = blockedConv(e, view, filter, { groups: n, kernel: [1, q], stride: [1, q] });
  const sum =
    n === 1 ? products : e.node('ReduceSum', [e.reshape(products, [n, o * area]), e.ints([0])], { keepdims: 0 });
  // (O/B, I, kh, kw, B of O): the stem layout itself.
  return e.reshape(sum, attrs.weightDims);
}
