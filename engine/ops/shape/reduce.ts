import type { Tensor64 } from '../../ir/op.ts';
import type { Dim, TensorType } from '../../ir/types.ts';
import { illTyped, typed } from './expect.ts';
import { count, offsets, stridesOf } from './tensor.ts';

/** Axes that are summed or averaged away; kept as 1 with `keepDims`. */
export interface ReduceAttrs {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

export function reducedType(kind: string, { axes, keepDims }: ReduceAttrs, inputs: readonly TensorType[]): TensorType {
  const [x] = typed(kind, inputs, 'f32');
  if (axes.some((axis) => axis < 0 || axis >= x.dims.length)) illTyped(kind, `has no axes [${axes}]`, inputs);
  return { dtype: 'f32', dims: keepDims ? keptDims(x.dims, axes) : x.dims.filter((_, axis) => !axes.includes(axis)) };
}

/** The dims with the reduced axes as 1. */
export const keptDims = (dims: readonly Dim[], axes: readonly number[]): readonly Dim[] =>
  dims.map((d, axis) => (axes.includes(axis) ? 1 : d));

/** Sums: the output is walked with stride 0 along the reduced axes. */
export function sumOver({ axes, keepDims }: ReduceAttrs, x: Tensor64): Tensor64 {
  const kept = keptDims(x.dims, axes) as readonly number[];
  const strides = stridesOf(kept).map((step, axis) => (axes.includes(axis) ? 0 : step));
  const data = new Float64Array(count(kept));
  offsets(x.dims, strides).forEach((at, i) => (data[at] = data[at]! + x.data[i]!));
  return { dims: keepDims ? kept : kept.filter((_, axis) => !axes.includes(axis)), data };
}
