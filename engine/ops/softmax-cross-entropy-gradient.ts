import type { OpDef, Tensor64 } from '../ir/op.ts';
import { illTyped, typed } from './shape/expect.ts';
import { expectLabelled, logSoftmaxRows, target } from './shape/rows.ts';
import type { SoftmaxCrossEntropyAttrs } from './softmax-cross-entropy.ts';

export type SoftmaxCrossEntropyGradientAttrs = SoftmaxCrossEntropyAttrs;

/** (logits [N, K], labels i64[N], dLoss []) → dLogits = dLoss · (softmax − target) / N. */
export const softmaxCrossEntropyGradient: OpDef<SoftmaxCrossEntropyGradientAttrs> = {
  kind: 'softmaxCrossEntropyGradient',
  infer(_, inputs) {
    const [logits, labels, dLoss] = typed('softmaxCrossEntropyGradient', inputs, 'f32', 'i64', 'f32');
    expectLabelled('softmaxCrossEntropyGradient', logits, labels);
    if (dLoss.dims.length > 0) illTyped('softmaxCrossEntropyGradient', 'dLoss is a scalar', inputs);
    return [logits];
  },
  reference({ smoothing }, [logits, labels, dLoss]: readonly [Tensor64, Tensor64, Tensor64]) {
    const [batch, classes] = logits.dims as readonly [number, number];
    const per = dLoss.data[0]! / batch;
    const data = logSoftmaxRows(logits).map(
      (v, at) => per * (Math.exp(v) - target(at % classes, labels.data[Math.floor(at / classes)]!, classes, smoothing)),
    );
    return [{ dims: logits.dims, data }];
  },
  gradient: 'none',
};
