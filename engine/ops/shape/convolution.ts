import type { Tensor64 } from '../../ir/op.ts';
import type { Dim, TensorType } from '../../ir/types.ts';
import { featureMap, illTyped } from './expect.ts';
import type { ConvWindow } from './window.ts';
import { windowCount } from './window.ts';

/** y [N, O, oh, ow] of x [N, C, H, W] and w [O, C/groups, kh, kw]. */
export function convolvedDims(kind: string, x: TensorType, w: TensorType, a: ConvWindow): readonly Dim[] {
  const [n, channels, height, width] = featureMap(kind, x);
  const [filters, perGroup, kh, kw] = featureMap(kind, w);
  if (typeof filters !== 'number' || channels !== perGroup * a.groups || filters % a.groups !== 0)
    illTyped(kind, `channels do not fit ${a.groups} groups`, [x, w]);
  const [top, left, bottom, right] = a.pads;
  const rows = windowCount(height, kh, a.stride[0], a.dilation[0], top, bottom);
  const columns = windowCount(width, kw, a.stride[1], a.dilation[1], left, right);
  if (rows < 1 || columns < 1) illTyped(kind, `kernel is larger than the input padded by [${a.pads}]`, [x, w]);
  return [n, filters, rows, columns];
}

/** The outputs o of an axis for which o · stride + shift falls on 0 … size − 1: from ≤ o < to. */
function covered(outputs: number, size: number, stride: number, shift: number): readonly [from: number, to: number] {
  return [Math.max(0, Math.ceil(-shift / stride)), Math.min(outputs, Math.floor((size - 1 - shift) / stride) + 1)];
}

/**
 * A convolution as products of one weight and a row: for i < `count`, y[yAt + i] meets x[xAt + i · step] under w[wAt].
 * The input's gradient adds w · dy to dx, the weights' adds x · dy to dw: two readings of one walk.
 * A pointwise convolution has one row, the whole plane.
 */
export function convolutionRows(
  xDims: readonly number[],
  wDims: readonly number[],
  yDims: readonly number[],
  { stride, dilation, pads, groups }: ConvWindow,
  visit: (xAt: number, step: number, wAt: number, yAt: number, count: number) => void,
): void {
  const [batch, channels, height, width] = xDims as readonly [number, number, number, number];
  const [filters, perGroup, kh, kw] = wDims as readonly [number, number, number, number];
  const [, , rows, columns] = yDims as readonly [number, number, number, number];
  const filtersPerGroup = filters / groups;
  const pointwise = kh * kw === 1 && stride[0] * stride[1] === 1 && pads.every((p) => p === 0);
  for (let n = 0; n < batch; n++)
    for (let o = 0; o < filters; o++)
      for (let i = 0; i < perGroup; i++) {
        const xPlane = (n * channels + Math.floor(o / filtersPerGroup) * perGroup + i) * height * width;
        const yPlane = (n * filters + o) * rows * columns;
        const kernel = (o * perGroup + i) * kh * kw;
        if (pointwise) {
          visit(xPlane, 1, kernel, yPlane, rows * columns);
          continue;
        }
        for (let ky = 0; ky < kh; ky++) {
          const down = ky * dilation[0] - pads[0];
          const [firstRow, lastRow] = covered(rows, height, stride[0], down);
          for (let kx = 0; kx < kw; kx++) {
            const across = kx * dilation[1] - pads[1];
            const [first, last] = covered(columns, width, stride[1], across);
            if (first >= last) continue;
            for (let y = firstRow; y < lastRow; y++)
              visit(
                xPlane + (y * stride[0] + down) * width + first * stride[1] + across,
                stride[1],
                kernel + ky * kw + kx,
                yPlane + y * columns + first,
                last - first,
              );
          }
        }
      }
}

/**
 * What one filter of group `group` sees at output positions from … to − 1 (row-major) of image `n`: a row of C/groups ·
 * kh · kw numbers each, zeros beyond the edges.
 */
export function patches(
  x: Tensor64,
  wDims: readonly number[],
  yDims: readonly number[],
  { stride, dilation, pads }: ConvWindow,
  { n, group, from, to }: { readonly n: number; readonly group: number; readonly from: number; readonly to: number },
): Float64Array {
  const [, channels, height, width] = x.dims as readonly [number, number, number, number];
  const [, perGroup, kh, kw] = wDims as readonly [number, number, number, number];
  const columns = yDims[3]!;
  const out = new Float64Array((to - from) * perGroup * kh * kw);
  let at = 0;
  for (let position = from; position < to; position++) {
    const top = Math.floor(position / columns) * stride[0] - pads[0];
    const left = (position % columns) * stride[1] - pads[1];
    for (let i = 0; i < perGroup; i++) {
      const plane = (n * channels + group * perGroup + i) * height * width;
      for (let ky = 0; ky < kh; ky++) {
        const row = top + ky * dilation[0];
        for (let kx = 0; kx < kw; kx++, at++) {
          const column = left + kx * dilation[1];
          if (row >= 0 && row < height && column >= 0 && column < width)
            out[at] = x.data[plane + row * width + column]!;
        }
      }
    }
  }
  return out;
}
