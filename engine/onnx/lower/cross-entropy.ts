import type { SoftmaxCrossEntropyAttrs } from '../../ops/softmax-cross-entropy.ts';
import type { SoftmaxCrossEntropyGradientAttrs } from '../../ops/softmax-cross-entropy-gradient.ts';
import type { Emitter } from './emitter.ts';
import { concrete, type Lowering, type Operand } from './lowering.ts';

/** q [N, K]: 1 − ε + ε/K at the label, ε/K elsewhere. Szegedy et al. 2016, §7. */
function targets(e: Emitter, logits: Operand, labels: Operand, smoothing: number): string {
  const [, classes] = concrete(logits.type.dims) as readonly [number, number];
  const low = smoothing / classes;
  return e.node('OneHot', [labels.name, e.ints([classes]), e.constant('f32', [2], [low, low + 1 - smoothing])]);
}

/** −Σ q·log p / N. */
export const softmaxCrossEntropy: Lowering<SoftmaxCrossEntropyAttrs> = (e, { attrs, inputs: [logits, labels] }) => {
  const [batch] = concrete(logits!.type.dims) as readonly [number];
  const logs = e.node('LogSoftmax', [logits!.name], { axis: -1 });
  const sum = e.node('ReduceSum', [e.node('Mul', [targets(e, logits!, labels!, attrs.smoothing), logs])], {
    keepdims: 0,
  });
  return [e.node('Mul', [sum, e.scalar(-1 / batch)])];
};

/** (p − q) · dLoss / N, as Σq = 1. */
export const softmaxCrossEntropyGradient: Lowering<SoftmaxCrossEntropyGradientAttrs> = (e, site) => {
  const [logits, labels, dLoss] = site.inputs;
  const [batch] = concrete(logits!.type.dims) as readonly [number];
  const p = e.node('Softmax', [logits!.name], { axis: -1 });
  const scale = e.node('Mul', [dLoss!.name, e.scalar(1 / batch)]);
  return [e.node('Mul', [e.node('Sub', [p, targets(e, logits!, labels!, site.attrs.smoothing)]), scale])];
};
