import type { Value } from '../ir/graph.ts';
import type { OpDef, Tensor64 } from '../ir/op.ts';
import { f32 } from '../ir/types.ts';
import { batchNormTrainGradient } from './batch-norm-train-gradient.ts';
import { channelSums, expectPerChannel, mapChannels, runsOf } from './shape/channels.ts';
import { typed } from './shape/expect.ts';

export interface BatchNormAttrs {
  /** Added to the variance. */
  readonly epsilon: number;
}
export type BatchNormTrainAttrs = BatchNormAttrs;

/**
 * (x [N,C,…], gamma [C], beta [C]) → [y, mean [C], variance [C]] with the batch's own statistics, variance biased:
 * y = gamma · (x − mean) / √(variance + epsilon) + beta (Ioffe & Szegedy 2015, algorithm 1).
 * Mean and variance feed running statistics and the backward op; the loss must not depend on them otherwise.
 */
export const batchNormTrain: OpDef<BatchNormTrainAttrs> = {
  kind: 'batchNormTrain',
  infer(_, inputs) {
    const [x, gamma, beta] = typed('batchNormTrain', inputs, 'f32', 'f32', 'f32');
    expectPerChannel('batchNormTrain', x, gamma, beta);
    return [x, f32(x.dims[1]!), f32(x.dims[1]!)];
  },
  reference({ epsilon }, [x, gamma, beta]: readonly [Tensor64, Tensor64, Tensor64]) {
    const { channels, perChannel } = runsOf(x);
    const mean = channelSums(x, (at) => x.data[at]!).map((sum) => sum / perChannel);
    const variance = channelSums(x, (at, c) => (x.data[at]! - mean[c]!) ** 2).map((sum) => sum / perChannel);
    const y = mapChannels(
      x,
      (v, c) => (gamma.data[c]! * (v - mean[c]!)) / Math.sqrt(variance[c]! + epsilon) + beta.data[c]!,
    );
    return [y, { dims: [channels], data: mean }, { dims: [channels], data: variance }];
  },
  gradient(b, call, [dy, dMean, dVariance]) {
    if (dMean || dVariance) throw new Error('batchNormTrain: the loss depends on the batch statistics themselves');
    const [x, gamma] = call.inputs as readonly [Value, Value];
    const [, mean, variance] = call.outputs;
    return b.apply(batchNormTrainGradient, call.attrs, [dy!, x, gamma, mean!, variance!]);
  },
};
