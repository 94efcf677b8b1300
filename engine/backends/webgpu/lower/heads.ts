import { count } from '../../../ops/shape/tensor.ts';
import type { SoftmaxCrossEntropyAttrs } from '../../../ops/softmax-cross-entropy.ts';
import type { TopKCorrectAttrs } from '../../../ops/top-k-correct.ts';
import { crossEntropyGradientKernel, crossEntropyKernel, ranksKernel, softmaxKernel } from '../kernels/rows.ts';
import type { Lowering } from './lowering.ts';

const rowWise =
  (variant: 'softmax' | 'logSoftmax'): Lowering<unknown> =>
  (e, { inputs: [x], outputs: [y] }) => {
    const out = e.tensor('f32', y!.dims);
    const width = y!.dims.at(-1)!;
    const rows = count(y!.dims) / width;
    e.launch(softmaxKernel(variant, e.stored(x!), out.storage, rows, width), 5 * rows * width);
    return [out];
  };
export const softmax = rowWise('softmax');
export const logSoftmax = rowWise('logSoftmax');

export const softmaxCrossEntropy: Lowering<SoftmaxCrossEntropyAttrs> = (e, { attrs, inputs: [logits, labels] }) => {
  const [rows, width] = logits!.dims as readonly [number, number];
  const losses = e.tensor('f32', [rows]);
  const launch = crossEntropyKernel(e.stored(logits!), e.stored(labels!), losses.storage, rows, width, attrs.smoothing);
  e.launch(launch, 5 * rows * width);
  return [e.sums.sum(e, losses, 1 / rows)];
};

export const softmaxCrossEntropyGradient: Lowering<SoftmaxCrossEntropyAttrs> = (e, { attrs, inputs }) => {
  const [logits, labels, dLoss] = inputs;
  const [rows, width] = logits!.dims as readonly [number, number];
  const out = e.tensor('f32', logits!.dims);
  const [x, l, d] = [e.stored(logits!), e.stored(labels!), e.latest(dLoss!).expression];
  e.launch(crossEntropyGradientKernel(x, l, d, out.storage, rows, width, attrs.smoothing), 5 * rows * width);
  return [out];
};

/** The labels' ranks are the same for every k. */
export const topKCorrect: Lowering<TopKCorrectAttrs> = (e, { attrs: { k }, inputs: [logits, labels] }) => {
  const [rows, width] = logits!.dims as readonly [number, number];
  const [x, l] = [e.stored(logits!), e.stored(labels!)];
  const key = `ranks of ${l.id} in ${x.id}`;
  if (!e.shared.has(key)) {
    const made = e.tensor('u32', [rows]);
    e.launch(ranksKernel(x, l, made.storage, rows, width), rows * width);
    e.shared.set(key, [made]);
  }
  const correct = e.apply('f32', [rows], e.shared.get(key)!, (rank) => `select(F(0), F(1), ${rank} < U(${k}u))`);
  return [e.sums.sum(e, correct, 1 / rows)];
};
