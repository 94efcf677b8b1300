import type { Conv2dWeightGradientAttrs } from '../../ops/conv2d-weight-gradient.ts';
import type { Emitter } from './emitter.ts';
import { concrete, featureMap, type Lowering, type Site } from './lowering.ts';

/** x padded by the convolution's pads; x itself where there are none. */
export function padded(e: Emitter, x: string, pads: readonly number[]): string {
  const [top, left, bottom, right] = pads as readonly [number, number, number, number];
  if (pads.every((p) => p === 0)) return x;
  return e.node('Pad', [x, e.ints([0, 0, top, left, 0, 0, bottom, right]), e.scalar(0)], { mode: 'constant' });
}

/** What tap (row, column) of the kernel reads: a strided view of the padded input, [N, C, oh, ow]. */
export function tap(
  e: Emitter,
  x: string,
  attrs: Conv2dWeightGradientAttrs,
  row: number,
  column: number,
  rows: number,
  columns: number,
): string {
  const [sy, sx] = attrs.stride;
  const [top, left] = [row * attrs.dilation[0], column * attrs.dilation[1]];
  const ends = [top + sy * (rows - 1) + 1, left + sx * (columns - 1) + 1];
  return e.node('Slice', [x, e.ints([top, left]), e.ints(ends), e.ints([2, 3]), e.ints([sy, sx])]);
}

/**
 * dw as a product over each image's windows (im2col): col [N, g, C/g·kh·kw, L] of the taps, dy [N, g, O/g, L], dw = Σ_N
 * dy · colᵀ. For any stride, dilation and groups.
 */
function byWindows(e: Emitter, { attrs, inputs: [x, dy], outputs }: Site<Conv2dWeightGradientAttrs>): string {
  const [filters, perGroup, kh, kw] = attrs.weightDims as readonly [number, number, number, number];
  const [batch, , rows, columns] = concrete(dy!.type.dims) as readonly [number, number, number, number];
  const g = attrs.groups;
  const length = rows * columns;
  const image = padded(e, x!.name, attrs.pads);
  const taps: string[] = [];
  for (let row = 0; row < kh; row++)
    for (let column = 0; column < kw; column++) {
      const seen = tap(e, image, attrs, row, column, rows, columns);
      taps.push(e.reshape(seen, [batch, g, perGroup, 1, length]));
    }
  const col = e.reshape(taps.length === 1 ? taps[0]! : e.node('Concat', taps, { axis: 3 }), [
    batch,
    g,
    perGroup * kh * kw,
    length,
  ]);
  const d = e.reshape(dy!.name, [batch, g, filters / g, length]);
  const products = e.node('MatMul', [d, e.node('Transpose', [col], { perm: [0, 1, 3, 2] })]);
  return e.reshape(e.node('ReduceSum', [products, e.ints([0])], { keepdims: 0 }), outputs[0]!.dims);
}

/**
 * dw as a convolution: x with batch and channels swapped is the input [C, N, H, W], dy swapped the kernel [O, N, oh,
 * ow] whose dilation is the stride and the other way round. Rows that the stride left unread would make it too large:
 * they are cut off.
 */
function bySwappedConvolution(e: Emitter, { attrs, inputs: [x, dy] }: Site<Conv2dWeightGradientAttrs>): string {
  const [, , kh, kw] = attrs.weightDims as readonly [number, number, number, number];
  const [, , height, width] = featureMap(x!.type);
  const [, , rows, columns] = featureMap(dy!.type);
  const [top, left, bottom, right] = attrs.pads;
  const swap = { perm: [1, 0, 2, 3] };
  const inputs = [e.node('Transpose', [x!.name], swap), e.node('Transpose', [dy!.name], swap)];
  const window = { strides: attrs.dilation, dilations: attrs.stride, pads: attrs.pads };
  const out = e.node('Transpose', [e.node('Conv', inputs, window)], swap);
  const made = (size: number, windows: number, axis: 0 | 1): number =>
    Math.floor((size - attrs.stride[axis] * (windows - 1) - 1) / attrs.dilation[axis]) + 1;
  const whole = made(height + top + bottom, rows, 0) === kh && made(width + left + right, columns, 1) === kw;
  return whole ? out : e.node('Slice', [out, e.ints([0, 0]), e.ints([kh, kw]), e.ints([2, 3])]);
}

export const conv2dWeightGradient: Lowering<Conv2dWeightGradientAttrs> = (e, site) => [
  e.target === 'export' && site.attrs.groups === 1 ? bySwappedConvolution(e, site) : byWindows(e, site),
];
