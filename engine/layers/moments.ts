import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import type { TensorType } from '../ir/types.ts';
import { add } from '../ops/add.ts';
import { alongChannels, scalar } from '../ops/compose.ts';
import { div } from '../ops/div.ts';
import { mul } from '../ops/mul.ts';
import { reduceMean } from '../ops/reduce-mean.ts';
import { sqrt } from '../ops/sqrt.ts';
import { square } from '../ops/square.ts';
import { sub } from '../ops/sub.ts';
import type { BooleanParam, WeightSpec } from './layer.ts';

export const affineParam = {
  type: 'boolean',
  title: 'γ and β',
  help: 'A factor and a summand a channel that are learned.',
  default: true,
} as const satisfies BooleanParam;

export function affineWeights({ dims }: TensorType, affine: boolean): Partial<Record<'gamma' | 'beta', WeightSpec>> {
  const spec = (value: number): WeightSpec => ({
    dims: [Number(dims[1])],
    initial: { kind: 'constant', value },
    role: 'weight',
    decays: false,
  });
  return affine ? { gamma: spec(1), beta: spec(0) } : {};
}

/** (x − μ)/√(σ² + ε) along an axis, σ² the mean square of what is left once μ is taken off: no digits are lost. */
export function standardized(b: Builder, x: Value, axis: number, epsilon: number): Value {
  const mean = (of: Value): Value => b.one(reduceMean, { axes: [axis], keepDims: true }, of);
  const centred = b.one(sub, {}, x, mean(x));
  const variance = mean(b.one(square, {}, centred));
  return b.one(div, {}, centred, b.one(sqrt, {}, b.one(add, {}, variance, scalar(b, epsilon))));
}

/** γ · x + β of each channel. */
export function affineOf(b: Builder, x: Value, { gamma, beta }: Readonly<Record<'gamma' | 'beta', Value>>): Value {
  const rank = x.type.dims.length;
  return b.one(add, {}, b.one(mul, {}, x, alongChannels(b, gamma, rank)), alongChannels(b, beta, rank));
}
