import { elements } from '../../ir/types.ts';
import type { BatchNormInferAttrs } from '../../ops/batch-norm-infer.ts';
import type { BatchNormTrainAttrs } from '../../ops/batch-norm-train.ts';
import type { BatchNormTrainGradientAttrs } from '../../ops/batch-norm-train-gradient.ts';
import { allButChannels } from '../../ops/compose.ts';
import { float } from '../wire/model.ts';
import type { Emitter } from './emitter.ts';
import { concrete, type Lowering, type Operand } from './lowering.ts';

const names = (inputs: readonly Operand[]): readonly string[] => inputs.map((x) => x.name);

export const batchNormInfer: Lowering<BatchNormInferAttrs> = (e, { attrs, inputs }) => [
  e.node('BatchNormalization', names(inputs), { epsilon: float(attrs.epsilon) }),
];

/** [C] → [C, 1, 1]: along the channels of [N, C, H, W]; as it is for [N, C]. */
const along = (e: Emitter, vector: string, x: Operand): string => {
  const spatial = x.type.dims.slice(2).map(() => 1);
  return spatial.length ? e.reshape(vector, [-1, ...spatial]) : vector;
};

/** Two passes over x, as Σx² − (Σx)² would cancel where the mean is large. */
export const batchNormTrain: Lowering<BatchNormTrainAttrs> = (e, { attrs, inputs }) => {
  const [x, gamma, beta] = inputs as readonly [Operand, Operand, Operand];
  const dims = concrete(x.type.dims);
  const axes = e.ints(allButChannels(dims.length));
  const perChannel = elements(x.type) / dims[1]!;
  const mean = e.node('ReduceMean', [x.name, axes], { keepdims: 0 });
  const centred = e.node('Sub', [x.name, along(e, mean, x)]);
  const variance = e.node('Mul', [
    e.node('ReduceSumSquare', [centred, axes], { keepdims: 0 }),
    e.scalar(1 / perChannel),
  ]);
  const normalization = [x.name, gamma.name, beta.name, mean, variance];
  return [e.node('BatchNormalization', normalization, { epsilon: float(attrs.epsilon) }), mean, variance];
};

/** r = 1/√(variance + ε), centred = x − mean, dGamma = r·Σ dy·centred; dx = γ·r·(dy − dBeta/m − centred·r·dGamma/m). */
export const batchNormTrainGradient: Lowering<BatchNormTrainGradientAttrs> = (e, { attrs, inputs }) => {
  const [dy, x, gamma, mean, variance] = inputs as readonly [Operand, Operand, Operand, Operand, Operand];
  const dims = concrete(x.type.dims);
  const axes = e.ints(allButChannels(dims.length));
  const share = e.scalar(dims[1]! / elements(x.type));
  const r = e.node('Reciprocal', [e.node('Sqrt', [e.node('Add', [variance.name, e.scalar(attrs.epsilon)])])]);
  const centred = e.node('Sub', [x.name, along(e, mean.name, x)]);
  const dBeta = e.node('ReduceSum', [dy.name, axes], { keepdims: 0 });
  const products = e.node('ReduceSum', [e.node('Mul', [dy.name, centred]), axes], { keepdims: 0 });
  const dGamma = e.node('Mul', [products, r]);
  const slope = e.node('Mul', [e.node('Mul', [dGamma, r]), share]);
  const correction = e.node('Add', [
    along(e, e.node('Mul', [dBeta, share]), x),
    e.node('Mul', [centred, along(e, slope, x)]),
  ]);
  const factor = along(e, e.node('Mul', [gamma.name, r]), x);
  return [e.node('Mul', [e.node('Sub', [dy.name, correction]), factor]), dGamma, dBeta];
};
