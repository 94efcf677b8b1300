import type { BatchNormAttrs } from '../../../ops/batch-norm-train.ts';
import { count } from '../../../ops/shape/tensor.ts';
import { stored, type Tensor } from '../expression.ts';
import { float } from '../kernels/wgsl.ts';
import type { Emitter } from './emitter.ts';
import type { Lowering } from './lowering.ts';

/** [C] as [1, C, 1, …] beside a tensor of `rank` axes. */
const alongChannels = (e: Emitter, vector: Tensor, rank: number): Tensor =>
  e.as(stored(e.stored(vector), 'f32', vector.dims), [vector.dims[0]!, ...Array.from({ length: rank - 2 }, () => 1)]);

const allButChannels = (rank: number): readonly number[] =>
  Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== 1);

/** slope · x + shift with slope = gamma / √(variance + epsilon), shift = beta − slope · mean: two numbers a channel, then one multiply-add an element. */
function affine(
  e: Emitter,
  epsilon: number,
  x: Tensor,
  [gamma, beta, mean, variance]: readonly [Tensor, Tensor, Tensor, Tensor],
): Tensor {
  const rank = x.dims.length;
  const slope = e.apply('f32', gamma.dims, [gamma, variance], (g, v) => `${g} * inverseSqrt(${v} + ${float(epsilon)})`);
  const storedSlope = stored(e.stored(slope), 'f32', gamma.dims);
  const shift = e.apply('f32', gamma.dims, [beta, storedSlope, mean], (b, s, m) => `${b} - ${s} * ${m}`);
  const [s, t] = [alongChannels(e, storedSlope, rank), alongChannels(e, shift, rank)];
  return e.apply('f32', x.dims, [x, s, t], (a, slope, shift) => `${a} * ${slope} + ${shift}`);
}

/** Mean first, then the mean squared distance from it: stable where the mean is far from 0. */
export const batchNormTrain: Lowering<BatchNormAttrs> = (e, { attrs: { epsilon }, inputs }) => {
  const [x, gamma, beta] = inputs as readonly [Tensor, Tensor, Tensor];
  const input = stored(e.stored(x), 'f32', x.dims);
  const [axes, scale] = [allButChannels(x.dims.length), x.dims[1]! / count(x.dims)];
  const [mean] = e.sum(x.dims, axes, [{ tensor: input, scale }]) as readonly [Tensor];
  const distance = e.apply(
    'f32',
    x.dims,
    [input, alongChannels(e, mean, x.dims.length)],
    (a, m) => `(${a} - ${m}) * (${a} - ${m})`,
  );
  const [variance] = e.sum(x.dims, axes, [{ tensor: distance, scale }]) as readonly [Tensor];
  return [affine(e, epsilon, input, [gamma, beta, mean, variance]), mean, variance];
};

export const batchNormInfer: Lowering<BatchNormAttrs> = (e, { attrs: { epsilon }, inputs }) => {
  const [x, gamma, beta, mean, variance] = inputs as readonly [Tensor, Tensor, Tensor, Tensor, Tensor];
  return [affine(e, epsilon, x, [gamma, beta, mean, variance])];
};

/**
 * One pass sums dBeta = Σ dy and Σ dy · (x − mean) together; three numbers a channel follow from them; dx = k1 · dy + k2 · x + k3 is a formula, joined
 * to what comes next. With r = 1/√(variance + epsilon) and m elements a channel: dGamma = r · Σ dy · (x − mean),
 * k1 = gamma · r, k2 = −k1 · r · dGamma / m, k3 = −k1 · dBeta / m − k2 · mean.
 */
export const batchNormTrainGradient: Lowering<BatchNormAttrs> = (e, { attrs: { epsilon }, inputs }) => {
  const [dy, x, gamma, mean, variance] = inputs as readonly [Tensor, Tensor, Tensor, Tensor, Tensor];
  const rank = x.dims.length;
  const m = count(x.dims) / x.dims[1]!;
  const input = stored(e.stored(x), 'f32', x.dims);
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
  const vector = (args: readonly Tensor[], formula: (...args: readonly string[]) => string): Tensor => {
    const made = e.apply('f32', gamma.dims, args, formula);
    return stored(e.stored(made), 'f32', gamma.dims);
  };
  const root = `inverseSqrt`;
  const dGamma = vector([products, variance], (p, v) => `${p} * ${root}(${v} + ${float(epsilon)})`);
  const k1 = vector([gamma, variance], (g, v) => `${g} * ${root}(${v} + ${float(epsilon)})`);
  const k2 = vector(
    [k1, variance, dGamma],
    (k, v, dg) => `-${k} * ${root}(${v} + ${float(epsilon)}) * ${dg} * ${float(1 / m)}`,
  );
  const k3 = vector([k1, dBeta, k2, mean], (k, db, kk, mu) => `-${k} * ${db} * ${float(1 / m)} - ${kk} * ${mu}`);
  const [a1, a2, a3] = [k1, k2, k3].map((k) => alongChannels(e, k, rank)) as [Tensor, Tensor, Tensor];
  const dx = e.apply('f32', x.dims, [dy, input, a1, a2, a3], (d, a, p, q, r) => `${p} * ${d} + (${q} * ${a} + ${r})`);
  return [dx, dGamma, dBeta];
};
