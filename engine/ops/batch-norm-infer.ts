import type { Value } from '../ir/graph.ts';
import type { OpDef, Tensor64 } from '../ir/op.ts';
import { add } from './add.ts';
import type { BatchNormAttrs } from './batch-norm-train.ts';
import { allButChannels, alongChannels, scalar } from './compose.ts';
import { mul } from './mul.ts';
import { reciprocal } from './reciprocal.ts';
import { reduceSum } from './reduce-sum.ts';
import { expectPerChannel, mapChannels } from './shape/channels.ts';
import { typed } from './shape/expect.ts';
import { sqrt } from './sqrt.ts';
import { sub } from './sub.ts';

export type BatchNormInferAttrs = BatchNormAttrs;

/**
 * (x [N,C,…], gamma, beta, mean, variance, each [C]) → gamma · (x − mean) / √(variance + epsilon) + beta, with given
 * statistics: inference, and frozen layers in training.
 */
export const batchNormInfer: OpDef<BatchNormInferAttrs> = {
  kind: 'batchNormInfer',
  infer(_, inputs) {
    const [x, ...vectors] = typed('batchNormInfer', inputs, 'f32', 'f32', 'f32', 'f32', 'f32');
    expectPerChannel('batchNormInfer', x, ...vectors);
    return [x];
  },
  reference(
    { epsilon },
    [x, gamma, beta, mean, variance]: readonly [Tensor64, Tensor64, Tensor64, Tensor64, Tensor64],
  ) {
    const slope = gamma.data.map((g, c) => g / Math.sqrt(variance.data[c]! + epsilon));
    return [mapChannels(x, (v, c) => slope[c]! * (v - mean.data[c]!) + beta.data[c]!)];
  },
  /**
   * dx = dy · gamma · r, dGamma = Σ dy · (x − mean) · r, dBeta = Σ dy with r = 1/√(variance + epsilon); the statistics
   * are given, not learned.
   */
  gradient(b, call, [dy]) {
    const [x, gamma, , mean, variance] = call.inputs as readonly [Value, Value, Value, Value, Value];
    const rank = x.type.dims.length;
    const axes = allButChannels(rank);
    const r = b.one(reciprocal, {}, b.one(sqrt, {}, b.one(add, {}, variance, scalar(b, call.attrs.epsilon))));
    const dx = b.one(mul, {}, dy!, alongChannels(b, b.one(mul, {}, gamma, r), rank));
    const centred = b.one(sub, {}, x, alongChannels(b, mean, rank));
    const dGamma = b.one(mul, {}, r, b.one(reduceSum, { axes, keepDims: false }, b.one(mul, {}, dy!, centred)));
    return [dx, dGamma, b.one(reduceSum, { axes, keepDims: false }, dy!), null, null];
  },
};
