import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import type { Dim } from '../ir/types.ts';
import { sameDims } from '../ir/types.ts';
import { constant } from './constant.ts';
import { mul } from './mul.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';

/** A scalar constant, f32[]. */
export function scalar(b: Builder, value: number): Value {
  return b.one(constant, { dtype: 'f32', dims: [], data: [value] });
}

/** factor · x. */
export function scale(b: Builder, x: Value, factor: number): Value {
  return b.one(mul, {}, x, scalar(b, factor));
}

/** x in another shape of as many elements; itself where the shape is the same. */
export function reshaped(b: Builder, x: Value, dims: readonly Dim[]): Value {
  return sameDims(x.type.dims, dims) ? x : b.one(reshape, { dims }, x);
}

/** Undoes broadcasting: sums `x` over the axes along which `dims` was stretched. */
export function sumTo(b: Builder, x: Value, dims: readonly Dim[]): Value {
  const missing = x.type.dims.length - dims.length;
  const axes = x.type.dims.flatMap((dim, axis) =>
    axis < missing || (dims[axis - missing] === 1 && dim !== 1) ? [axis] : [],
  );
  return reshaped(b, axes.length === 0 ? x : b.one(reduceSum, { axes, keepDims: true }, x), dims);
}

/** [C] → [1, C, 1, 1 …], so that it broadcasts along the channels of a tensor of that rank. */
export function alongChannels(b: Builder, perChannel: Value, rank: number): Value {
  return reshaped(b, perChannel, [1, perChannel.type.dims[0]!, ...Array.from({ length: rank - 2 }, () => 1)]);
}

/** Every axis but the channels': what per-channel statistics sum over. */
export const allButChannels = (rank: number): readonly number[] =>
  Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== 1);
