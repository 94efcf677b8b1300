import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import { elements } from '../ir/types.ts';
import { add } from '../ops/add.ts';
import { batchNormInfer } from '../ops/batch-norm-infer.ts';
import { batchNormTrain } from '../ops/batch-norm-train.ts';
import { scalar } from '../ops/compose.ts';
import { mul } from '../ops/mul.ts';
import type { EmitContext, NumberParam, WeightSpec } from './layer.ts';

export type NormWeight = 'gamma' | 'beta' | 'mean' | 'variance';

export const epsilonParam = {
  type: 'number',
  title: 'ε',
  help: 'Added to the variance before the root is taken. torchvision’s Inceptions use 1e-3.',
  default: 1e-5,
  min: 0,
  max: 1,
  rare: true,
} as const satisfies NumberParam;

export const momentumParam = {
  type: 'number',
  title: 'Momentum',
  help: 'Share m of the batch in the running statistics: running = (1 − m)·running + m·batch.',
  default: 0.1,
  min: 0,
  max: 1,
  rare: true,
} as const satisfies NumberParam;

export function normWeights(channels: number, initialGamma: number): Record<NormWeight, WeightSpec> {
  const dims = [channels];
  const constant = (value: number) => ({ kind: 'constant', value }) as const;
  return {
    gamma: { dims, initial: constant(initialGamma), role: 'weight', decays: false },
    beta: { dims, initial: constant(0), role: 'weight', decays: false },
    mean: { dims, initial: constant(0), role: 'statistic', decays: false },
    variance: { dims, initial: constant(1), role: 'statistic', decays: false },
  };
}

interface NormSettings {
  readonly epsilon: number;
  readonly momentum: number;
  readonly frozen: boolean;
}

/**
 * γ·(x − μ)/√(σ² + ε) + β over the channels, axis 1 (Ioffe & Szegedy 2015, algorithm 1). Training uses the batch's own
 * mean and biased variance and moves the running ones as PyTorch does, with the unbiased variance σ²·n/(n − 1) of the
 * n = N·H·W numbers of a channel. Of a single number the running variance takes the biased one (0): there is no
 * unbiased one.
 */
export function normalize(
  {
    builder: b,
    mode,
    weights,
    assign,
  }: Pick<EmitContext<never, NormWeight>, 'builder' | 'mode' | 'weights' | 'assign'>,
  x: Value,
  { epsilon, momentum, frozen }: NormSettings,
): Value {
  const { gamma, beta, mean, variance } = weights;
  if (frozen || mode === 'infer') return b.one(batchNormInfer, { epsilon }, x, gamma, beta, mean, variance);
  const [y, batchMean, batchVariance] = b.apply(batchNormTrain, { epsilon }, [x, gamma, beta]);
  if (!y || !batchMean || !batchVariance) throw new Error('batchNormTrain has three outputs');
  const n = elements(x.type) / elements(gamma.type);
  const unbias = n > 1 ? n / (n - 1) : 1;
  assign('mean', blend(b, mean, 1 - momentum, batchMean, momentum));
  assign('variance', blend(b, variance, 1 - momentum, batchVariance, momentum * unbias));
  return y;
}

/** r·running + s·batch. */
function blend(b: Builder, running: Value, r: number, batch: Value, s: number): Value {
  return b.one(add, {}, b.one(mul, {}, running, scalar(b, r)), b.one(mul, {}, batch, scalar(b, s)));
}
