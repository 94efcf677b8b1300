import type { BatchNormAttrs } from '../../../ops/batch-norm-train.ts';
import { count } from '../../../ops/shape/tensor.ts';
import { sideBySide, type Tensor } from '../expression.ts';
import { momentsKernel, type Normalising } from '../kernels/moments.ts';
import { isOnePass } from '../kernels/reduce.ts';
import { type Maps, statisticsKernel } from '../kernels/statistics.ts';
import type { Launch } from '../program.ts';
import { float } from '../wgsl/text.ts';
import type { Emitter } from './emitter.ts';
import type { Lowering } from './lowering.ts';
import { placeOf } from './places.ts';

/** [C] as [1, C, 1, …] beside a tensor of `rank` axes. */
export function alongChannels(e: Emitter, vector: Tensor, rank: number): Tensor {
  const { dtype, dims, expression } = e.inMemory(vector);
  if (expression.kind !== 'load') throw new Error('what is in memory is a load');
  const along = (channels: number, others: number): readonly number[] =>
    Array.from({ length: rank }, (_, axis) => (axis === 1 ? channels : others));
  return { dtype, dims: along(dims[0]!, 1), expression: { ...expression, strides: along(expression.strides[0]!, 0) } };
}

export const allButChannels = (rank: number): readonly number[] =>
  Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== 1);

/** By where gamma and variance lie: backward takes forward's numbers. */
export function lineKey(e: Emitter, epsilon: number, gamma: Tensor, variance: Tensor): string {
  return `line of ${e.stored(gamma).id} ${e.stored(variance).id} ${epsilon}`;
}

/** slope · x + shift: one multiply-add an element. */
function affine(e: Emitter, x: Tensor, slope: Tensor, shift: Tensor): Tensor {
  const rank = x.dims.length;
  const [s, t] = [alongChannels(e, slope, rank), alongChannels(e, shift, rank)];
  return e.apply('f32', x.dims, [x, s, t], (a, p, q) => `${a} * ${p} + ${q}`);
}

/** Slope gamma / √(variance + epsilon), mean, 1/(variance + epsilon), slope/count and, given beta, shift beta − slope · mean: numbers a channel of `count` elements, by one kernel into one tensor. */
export function lineOf(
  e: Emitter,
  epsilon: number,
  elements: number,
  [gamma, mean, variance, beta]: readonly [Tensor, Tensor, Tensor, Tensor?],
): readonly Tensor[] {
  const vector = (args: readonly Tensor[], formula: (...args: readonly string[]) => string): Tensor =>
    e.apply('f32', gamma.dims, args, formula);
  const slope = vector([gamma, variance], (g, v) => `${g} * inverseSqrt(${v} + ${float(epsilon)})`);
  const precision = vector([variance], (v) => `F(1) / (${v} + ${float(epsilon)})`);
  const share = vector([slope], (k) => `${k} * ${float(1 / elements)}`);
  const shift = beta && vector([beta, slope, mean], (b, s, m) => `${b} - ${s} * ${m}`);
  return e.together(slope, mean, precision, share, ...(shift ? [shift] : []));
}

/**
 * From what the convolution has left, by a workgroup a channel, or in two passes over all: mean first, then the mean squared distance from it. Each is stable where the
 * mean is far from 0.
 */
export const batchNormTrain: Lowering<BatchNormAttrs> = (e, { attrs: { epsilon }, inputs }) => {
  const [x, gamma, beta] = inputs as readonly [Tensor, Tensor, Tensor];
  const input = e.inMemory(x);
  const moments = e.moments.get(input.expression);
  const maps = mapsOf(e, input);
  const launch = moments
    ? (norm: Normalising): Launch => momentsKernel(moments, norm)
    : maps && ((norm: Normalising): Launch => statisticsKernel(maps, norm));
  const { mean, variance, line } = launch
    ? atOnce(e, launch, epsilon, gamma, beta)
    : inTwoPasses(e, epsilon, input, gamma, beta);
  e.shared.set(lineKey(e, epsilon, gamma, variance), line);
  return [affine(e, input, line[0]!, line[4]!), mean, variance];
};

interface Normed {
  readonly mean: Tensor;
  readonly variance: Tensor;
  /** As of `lineOf`. */
  readonly line: readonly Tensor[];
}

/** Where the maps of a tensor lie whose channels are each enough for one workgroup; a processor that plays a GPU has no more than a few at work in any case. */
function mapsOf(e: Emitter, x: Tensor): Maps | null {
  const [images, channels, ...plane] = x.dims as readonly [number, number, ...number[]];
  const place = placeOf(x);
  const size = count(plane);
  const isEnough = e.target.software || isOnePass(channels, images * size);
  return place && isEnough ? { ...place, images, plane: size } : null;
}

/** By one kernel, which leaves all of it. */
function atOnce(
  e: Emitter,
  launch: (norm: Normalising) => Launch,
  epsilon: number,
  gamma: Tensor,
  beta: Tensor,
): Normed {
  const [mean, variance] = [e.tensor('f32', gamma.dims), e.tensor('f32', gamma.dims)];
  const line = e.storage(5 * gamma.dims[0]!);
  const given = { gamma: e.stored(gamma), beta: e.stored(beta) };
  const made = { mean: mean.storage, variance: variance.storage, line };
  e.launch(launch({ channels: gamma.dims[0]!, epsilon, given, made }));
  return { mean, variance, line: sideBySide(line, gamma.dims, 5) };
}

function inTwoPasses(e: Emitter, epsilon: number, x: Tensor, gamma: Tensor, beta: Tensor): Normed {
  const [mean, variance] = statistics(e, x);
  return { mean, variance, line: lineOf(e, epsilon, perChannel(x), [gamma, mean, variance, beta]) };
}

/** Elements of a channel. */
export const perChannel = ({ dims }: Tensor): number => count(dims) / dims[1]!;

/** Mean and variance of each channel, [C]. */
function statistics(e: Emitter, x: Tensor): readonly [Tensor, Tensor] {
  const [axes, scale] = [allButChannels(x.dims.length), 1 / perChannel(x)];
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
  const [slope, , , , shift] = lineOf(e, epsilon, perChannel(x), [gamma, mean, variance, beta]);
  return [affine(e, x, slope!, shift!)];
};
