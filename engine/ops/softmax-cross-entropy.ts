import type { Value } from '../ir/graph.ts';
import type { OpDef, Tensor64 } from '../ir/op.ts';
import { f32 } from '../ir/types.ts';
import { typed } from './shape/expect.ts';
import { expectLabelled, logSoftmaxRows, target } from './shape/rows.ts';
import { scalar64 } from './shape/tensor.ts';
import { softmaxCrossEntropyGradient } from './softmax-cross-entropy-gradient.ts';

export interface SoftmaxCrossEntropyAttrs {
  /** Share of the target spread evenly over all classes, 0 … 1. */
  readonly smoothing: number;
}

/** (logits [N, K], labels i64[N]) → scalar −1/N · Σ target · log softmax(logits): the mean loss of the batch. */
export const softmaxCrossEntropy: OpDef<SoftmaxCrossEntropyAttrs> = {
  kind: 'softmaxCrossEntropy',
  infer(_, inputs) {
    const [logits, labels] = typed('softmaxCrossEntropy', inputs, 'f32', 'i64');
    expectLabelled('softmaxCrossEntropy', logits, labels);
    return [f32()];
  },
  reference({ smoothing }, [logits, labels]: readonly [Tensor64, Tensor64]) {
    const [batch, classes] = logits.dims as readonly [number, number];
    const loss = logSoftmaxRows(logits).reduce(
      (sum, v, at) => sum - v * target(at % classes, labels.data[Math.floor(at / classes)]!, classes, smoothing),
      0,
    );
    return [scalar64(loss / batch)];
  },
  gradient(b, call, [dLoss]) {
    const [logits, labels] = call.inputs as readonly [Value, Value];
    return [b.one(softmaxCrossEntropyGradient, call.attrs, logits, labels, dLoss!), null];
  },
};
