import type { OpDef, Tensor64 } from '../ir/op.ts';
import { sameDims } from '../ir/types.ts';
import type { BatchNormAttrs } from './batch-norm-train.ts';
import { channelSums, expectPerChannel, mapChannels, runsOf } from './shape/channels.ts';
import { illTyped, typed } from './shape/expect.ts';

export type BatchNormTrainGradientAttrs = BatchNormAttrs;

/**
 * (dy, x, gamma, mean, variance) → [dx, dGamma, dBeta]. With x̂ = (x − mean) · r, r = 1/√(variance + epsilon) and m
 * elements a channel: dBeta = Σ dy, dGamma = Σ dy · x̂, dx = gamma · r · (dy − dBeta/m − x̂ · dGamma/m): what the
 * batch's mean and variance took from each element's own derivative (Ioffe & Szegedy 2015, section 3). Per channel this
 * is k1·dy + k2·x + k3.
 */
export const batchNormTrainGradient: OpDef<BatchNormTrainGradientAttrs> = {
  kind: 'batchNormTrainGradient',
  infer(_, inputs) {
    const [dy, x, gamma, mean, variance] = typed('batchNormTrainGradient', inputs, 'f32', 'f32', 'f32', 'f32', 'f32');
    expectPerChannel('batchNormTrainGradient', x, gamma, mean, variance);
    if (!sameDims(x.dims, dy.dims)) illTyped('batchNormTrainGradient', 'x and dy differ in shape', inputs);
    return [x, gamma, gamma];
  },
  reference({ epsilon }, [dy, x, gamma, mean, variance]: readonly [Tensor64, Tensor64, Tensor64, Tensor64, Tensor64]) {
    const m = runsOf(x).perChannel;
    const r = variance.data.map((v) => 1 / Math.sqrt(v + epsilon));
    const normalized = mapChannels(x, (v, c) => (v - mean.data[c]!) * r[c]!).data;
    const dBeta = channelSums(x, (at) => dy.data[at]!);
    const dGamma = channelSums(x, (at) => dy.data[at]! * normalized[at]!);
    const dx = mapChannels(
      dy,
      (d, c, at) => gamma.data[c]! * r[c]! * (d - (dBeta[c]! + normalized[at]! * dGamma[c]!) / m),
    );
    return [dx, { dims: gamma.dims, data: dGamma }, { dims: gamma.dims, data: dBeta }];
  },
  gradient: 'none',
};
