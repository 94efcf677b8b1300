import type { Tensor64 } from '../../ir/op.ts';
import type { Dim } from '../../ir/types.ts';
import { count, offsets, stridesOf } from './tensor.ts';

/** numpy's rule: aligned at the last axis, 1 (or nothing) stretches. `N` stretches over nothing but itself and 1. */
export function broadcastDims(kind: string, ...shapes: readonly (readonly Dim[])[]): readonly Dim[] {
  const rank = Math.max(...shapes.map((s) => s.length));
  return Array.from({ length: rank }, (_, axis) => {
    let dim: Dim = 1;
    for (const shape of shapes) {
      const own = shape[axis - rank + shape.length] ?? 1;
      if (own === 1 || own === dim) continue;
      if (dim !== 1) throw new Error(`${kind}: [${shapes.map((s) => s.join(',')).join('] and [')}] do not broadcast`);
      dim = own;
    }
    return dim;
  });
}

/** Strides with which `from` is read when it is stretched to `to`: 0 along stretched axes. */
export function stretchedStrides(from: readonly number[], to: readonly number[]): readonly number[] {
  const strides = stridesOf(from);
  const missing = to.length - from.length;
  return to.map((_, axis) => (axis < missing || from[axis - missing] === 1 ? 0 : strides[axis - missing]!));
}

/** Element by element over the broadcast shape; `f` sees one number of each tensor. */
export function broadcastMap(
  kind: string,
  tensors: readonly Tensor64[],
  f: (...values: readonly number[]) => number,
): Tensor64 {
  const dims = broadcastDims(kind, ...tensors.map((t) => t.dims)) as readonly number[];
  const walks = tensors.map((t) => offsets(dims, stretchedStrides(t.dims, dims)));
  const data = new Float64Array(count(dims));
  const values = new Array<number>(tensors.length);
  for (let i = 0; i < data.length; i++) {
    for (let t = 0; t < tensors.length; t++) values[t] = tensors[t]!.data[walks[t]![i]!]!;
    data[i] = f(...values);
  }
  return { dims, data };
}
