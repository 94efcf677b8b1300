import type { Builder } from '../../../ir/builder.ts';
import type { Call, Value } from '../../../ir/graph.ts';
import { elements } from '../../../ir/types.ts';
import { add } from '../../../ops/add.ts';
import { batchNormInfer } from '../../../ops/batch-norm-infer.ts';
import type { BatchNormAttrs } from '../../../ops/batch-norm-train.ts';
import { allButChannels, alongChannels, scalar, scale } from '../../../ops/compose.ts';
import { div } from '../../../ops/div.ts';
import { mul } from '../../../ops/mul.ts';
import { neg } from '../../../ops/neg.ts';
import { reduceSum } from '../../../ops/reduce-sum.ts';
import { sqrt } from '../../../ops/sqrt.ts';
import { square } from '../../../ops/square.ts';
import { sub } from '../../../ops/sub.ts';

export const sumOf = (b: Builder, values: readonly Value[]): Value => values.reduce((sum, v) => b.one(add, {}, sum, v));

/** Σ over images and pixels, [C], of what is made of each part. */
const channelSums = (b: Builder, parts: readonly Value[]): Value =>
  sumOf(
    b,
    parts.map((p) => b.one(reduceSum, { axes: allButChannels(p.type.dims.length), keepDims: false }, p)),
  );

const centred = (b: Builder, x: Value, mean: Value): Value =>
  b.one(sub, {}, x, alongChannels(b, mean, x.type.dims.length));

/** Elements a channel. */
const perChannel = (parts: readonly Value[]): number =>
  parts.reduce((sum, p) => sum + elements(p.type) / Number(p.type.dims[1]), 0);

/** `batchNormTrain` with the statistics of all parts together, the variance from the distances to the mean, as the op has it. */
export function batchNormParts(
  b: Builder,
  { attrs }: Call<BatchNormAttrs>,
  x: readonly Value[],
  [gamma, beta]: readonly [Value, Value],
): { readonly y: readonly Value[]; readonly mean: Value; readonly variance: Value } {
  const share = 1 / perChannel(x);
  const mean = scale(b, channelSums(b, x), share);
  const squares = x.map((part) => b.one(square, {}, centred(b, part, mean)));
  const variance = scale(b, channelSums(b, squares), share);
  return { y: x.map((part) => b.one(batchNormInfer, attrs, part, gamma, beta, mean, variance)), mean, variance };
}

/**
 * `batchNormTrainGradient`: dBeta = Σ dy and dGamma = r · Σ dy · (x − mean) over all parts, with r = 1/√(variance + epsilon); then each part's
 * dx = gamma · r · (dy − dBeta / m − (x − mean) · r · dGamma / m), m elements a channel.
 */
export function batchNormGradientParts(
  b: Builder,
  { attrs }: Call<BatchNormAttrs>,
  dy: readonly Value[],
  x: readonly Value[],
  [gamma, mean, variance]: readonly [Value, Value, Value],
): { readonly dx: readonly Value[]; readonly dGamma: Value; readonly dBeta: Value } {
  const share = 1 / perChannel(x);
  const root = b.one(sqrt, {}, b.one(add, {}, variance, scalar(b, attrs.epsilon)));
  const dBeta = channelSums(b, dy);
  const products = dy.map((part, i) => b.one(mul, {}, part, centred(b, x[i]!, mean)));
  const dGamma = b.one(div, {}, channelSums(b, products), root);
  const slope = b.one(div, {}, gamma, root);
  const offset = scale(b, b.one(mul, {}, slope, dBeta), -share);
  const pull = b.one(neg, {}, scale(b, b.one(div, {}, b.one(mul, {}, slope, dGamma), root), share));
  const rank = x[0]!.type.dims.length;
  const along = (v: Value): Value => alongChannels(b, v, rank);
  const dx = dy.map((part, i) => {
    const mapped = b.one(add, {}, b.one(mul, {}, part, along(slope)), along(offset));
    return b.one(add, {}, mapped, b.one(mul, {}, centred(b, x[i]!, mean), along(pull)));
  });
  return { dx, dGamma, dBeta };
}
