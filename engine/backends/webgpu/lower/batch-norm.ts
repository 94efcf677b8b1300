import type { BatchNormAttrs } from '../../../ops/batch-norm-train.ts';
import { count } from '../../../ops/shape/tensor.ts';
import { stored, type Tensor } from '../expression.ts';
import { type Moments, momentsKernel } from '../kernels/moments.ts';
import { float } from '../kernels/wgsl.ts';
import type { Emitter } from './emitter.ts';
import type { Lowering } from './lowering.ts';

/** [C] as [1, C, 1, …] beside a tensor of `rank` axes. */
const alongChannels = (e: Emitter, vector: Tensor, rank: number): Tensor =>
  e.as(stored(e.stored(vector), 'f32', vector.dims), [vector.dims[0]!, ...Array.from({ length: rank - 2 }, () => 1)]);

const allButChannels = (rank: number): readonly number[] =>
  Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== 1);

/** By where gamma and variance lie: backward takes forward's slope. */
function slopeKey(e: Emitter, epsilon: number, gamma: Tensor, variance: Tensor): string {
  return `${e.stored(gamma).id} ${e.stored(variance).id} ${epsilon}`;
}

/** gamma / √(variance + epsilon). */
const slopeOf = (e: Emitter, epsilon: number, gamma: Tensor, variance: Tensor): Tensor =>
  e.apply('f32', gamma.dims, [gamma, variance], (g, v) => `${g} * inverseSqrt(${v} + ${float(epsilon)})`);

interface Line {
  readonly slope: Tensor;
  /** beta − slope · mean. */
  readonly shift: Tensor;
}

/** Two numbers a channel, by one kernel. */
function lineOf(
  e: Emitter,
  epsilon: number,
  [gamma, beta, mean, variance]: readonly [Tensor, Tensor, Tensor, Tensor],
): Line {
  const formula = slopeOf(e, epsilon, gamma, variance);
  const [slope, shift] = e.together(
    formula,
    e.apply('f32', gamma.dims, [beta, formula, mean], (b, s, m) => `${b} - ${s} * ${m}`),
  ) as readonly [Tensor, Tensor];
  return { slope, shift };
}

/** slope · x + shift: one multiply-add an element. */
function affine(e: Emitter, x: Tensor, { slope, shift }: Line): Tensor {
  const rank = x.dims.length;
  const [s, t] = [alongChannels(e, slope, rank), alongChannels(e, shift, rank)];
  return e.apply('f32', x.dims, [x, s, t], (a, p, q) => `${a} * ${p} + ${q}`);
}

/** From what the convolution has left, or in two passes: mean first, then the mean squared distance from it. Either is stable where the mean is far from 0. */
export const batchNormTrain: Lowering<BatchNormAttrs> = (e, { attrs: { epsilon }, inputs }) => {
  const [x, gamma, beta] = inputs as readonly [Tensor, Tensor, Tensor];
  const input = e.inMemory(x);
  const moments = e.moments.get(input.expression);
  const { mean, variance, line } = moments
    ? fromMoments(e, moments, epsilon, gamma, beta)
    : inTwoPasses(e, epsilon, input, gamma, beta);
  e.slopes.set(slopeKey(e, epsilon, gamma, variance), line.slope);
  return [affine(e, input, line), mean, variance];
};

interface Normed {
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly line: Line;
}

function fromMoments(e: Emitter, moments: Moments, epsilon: number, gamma: Tensor, beta: Tensor): Normed {
  const vector = () => e.tensor('f32', gamma.dims);
  const [mean, variance, slope, shift] = [vector(), vector(), vector(), vector()];
  const given = { gamma: e.stored(gamma), beta: e.stored(beta) };
  const outputs = {
    mean: mean.storage,
    variance: variance.storage,
    slope: slope.storage,
    shift: shift.storage,
  };
  e.launch(momentsKernel(moments, gamma.dims[0]!, epsilon, given, outputs));
  return { mean, variance, line: { slope, shift } };
}

function inTwoPasses(e: Emitter, epsilon: number, x: Tensor, gamma: Tensor, beta: Tensor): Normed {
  const [mean, variance] = statistics(e, x);
  return { mean, variance, line: lineOf(e, epsilon, [gamma, beta, mean, variance]) };
}

/** Mean and variance of each channel, [C]. */
function statistics(e: Emitter, x: Tensor): readonly [Tensor, Tensor] {
  const [axes, scale] = [allButChannels(x.dims.length), x.dims[1]! / count(x.dims)];
  const [mean] = e.sum(x.dims, axes, [{ tensor: x, scale }]) as readonly [Tensor];
  const distance = e.apply(
    'f32',
    x.dims,
    [x, alongChannels(e, mean, x.dims.length)],
    (a, m) => `(${a} - ${m}) * (${a} - ${m})`,
  );
  const [variance] = e.sum(x.dims, axes, [{ tensor: distance, scale }]) as readonly [Tensor];
  return [mean, variance];
}

export const batchNormInfer: Lowering<BatchNormAttrs> = (e, { attrs: { epsilon }, inputs }) => {
  const [x, gamma, beta, mean, variance] = inputs as readonly [Tensor, Tensor, Tensor, Tensor, Tensor];
  return [affine(e, x, lineOf(e, epsilon, [gamma, beta, mean, variance]))];
};

/**
 * One pass sums dBeta = Σ dy and Σ dy · (x − mean) together; two numbers a channel follow from them; dx = k1 · dy + k2 · x + k3 is a formula, joined
 * to what comes next. With r = 1/√(variance + epsilon) and m elements a channel: dGamma = r · Σ dy · (x − mean), a formula too,
 * k1 = gamma · r as in forward, k2 = −k1 · r · dGamma / m, k3 = −k1 · dBeta / m − k2 · mean.
 */
export const batchNormTrainGradient: Lowering<BatchNormAttrs> = (e, { attrs: { epsilon }, inputs }) => {
  const [dy, x, gamma, mean, variance] = inputs as readonly [Tensor, Tensor, Tensor, Tensor, Tensor];
  const rank = x.dims.length;
  const share = float(x.dims[1]! / count(x.dims));
  const input = e.inMemory(x);
  const centred = e.apply(
    'f32',
    x.dims,
    [dy, input, alongChannels(e, mean, rank)],
    (d, a, mu) => `${d} * (${a} - ${mu})`,
  );
  const [dBeta, products] = e.sum(x.dims, allButChannels(rank), [
    { tensor: dy, scale: 1 },
    { tensor: centred, scale: 1 },
  ]) as readonly [Tensor, Tensor];
  const vector = (args: readonly Tensor[], formula: (...args: readonly string[]) => string): Tensor =>
    e.apply('f32', gamma.dims, args, formula);
  const root = (v: string): string => `inverseSqrt(${v} + ${float(epsilon)})`;
  const dGamma = vector([products, variance], (p, v) => `${p} * ${root(v)}`);
  const known = e.slopes.get(slopeKey(e, epsilon, gamma, variance));
  const k1 = known ?? e.together(slopeOf(e, epsilon, gamma, variance))[0]!;
  const slant = vector([k1, variance, dGamma], (k, v, dg) => `-${k} * ${root(v)} * ${dg} * ${share}`);
  const [k2, k3] = e.together(
    slant,
    vector([k1, dBeta, slant, mean], (k, db, kk, mu) => `-${k} * ${db} * ${share} - ${kk} * ${mu}`),
  ) as readonly [Tensor, Tensor];
  const [a1, a2, a3] = [k1, k2, k3].map((k) => alongChannels(e, k, rank)) as [Tensor, Tensor, Tensor];
  const dx = e.apply('f32', x.dims, [dy, input, a1, a2, a3], (d, a, p, q, r) => `${p} * ${d} + (${q} * ${a} + ${r})`);
  return [dx, dGamma, dBeta];
};
