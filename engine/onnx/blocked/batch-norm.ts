import type { BatchNormTrainAttrs } from '../../ops/batch-norm-train.ts';
import type { BatchNormTrainGradientAttrs } from '../../ops/batch-norm-train-gradient.ts';
import type { Four } from '../../ops/shape/tensor.ts';
import { blockable } from '../lower/layout.ts';
import { concrete } from '../lower/lowering.ts';
import { affine, planeDots, planeMeans } from './depthwise.ts';
import { type FastLowering, made } from './fast.ts';

/**
 * mean from plane means, variance = mean(x²) − mean², both from one pass each, x being around 0
 * (`engine/onnx/fuse/centre-norms.ts`); then γ·(x − mean)/√(variance + ε) + β as one affine pass. Takes a residual
 * (third kind of input: x, γ, β, residual) and a ReLU along where the call was fused with them.
 */
export const batchNormTrain: FastLowering<BatchNormTrainAttrs & { readonly relu?: boolean }> = (
  e,
  { attrs, inputs },
) => {
  const [x, gamma, beta, residual] = inputs;
  if (!blockable(x!.type, e.block)) return null;
  const dims = concrete(x!.type.dims) as Four;
  const [, c, h, w] = dims;
  const map = x!.in('blocked');
  const overImages = (v: string): string => e.node('ReduceMean', [v, e.ints([0])], { keepdims: 0 });
  const mean = overImages(planeMeans(e, map, dims));
  const squares = e.node('Mul', [overImages(planeDots(e, map, map, dims)), e.scalar(1 / (h * w))]);
  // Rounding may leave a hair below zero where a channel is constant.
  const variance = e.node('Max', [e.node('Sub', [squares, e.node('Mul', [mean, mean])]), e.scalar(0)]);
  const slope = e.node('Div', [gamma!.name, e.node('Sqrt', [e.node('Add', [variance, e.scalar(attrs.epsilon)])])]);
  const bias = e.node('Sub', [beta!.name, e.node('Mul', [mean, slope])]);
  const y = affine(e, map, c, slope, {
    bias,
    sum: residual?.in('blocked'),
    ...(attrs.relu ? { activation: 'relu' as const } : {}),
  });
  return [made('blocked', y), made('plain', mean), made('plain', variance)];
};

/**
 * With m elements a channel, s = √(variance + ε), k = γ/s: mean(dy) and mean(dy·x) give dβ = m·mean(dy) and
 * cov = mean(dy·x) − mean·mean(dy), dγ = m·cov/s, and dx = k·dy − k·cov/s²·(x − mean) − k·mean(dy): two affine passes,
 * the second adding to the first.
 */
export const batchNormTrainGradient: FastLowering<BatchNormTrainGradientAttrs> = (e, { attrs, inputs }) => {
  const [dy, x, gamma, mean, variance] = inputs;
  if (!blockable(x!.type, e.block)) return null;
  const dims = concrete(x!.type.dims) as Four;
  const [n, c, h, w] = dims;
  const [map, d] = [x!.in('blocked'), dy!.in('blocked')];
  const mul = (a: string, b: string): string => e.node('Mul', [a, b]);
  const overImages = (v: string): string => e.node('ReduceMean', [v, e.ints([0])], { keepdims: 0 });
  const m = e.scalar(n * h * w);
  const s = e.node('Sqrt', [e.node('Add', [variance!.name, e.scalar(attrs.epsilon)])]);
  const k = e.node('Div', [gamma!.name, s]);
  const meanD = overImages(planeMeans(e, d, dims));
  const meanDX = mul(overImages(planeDots(e, d, map, dims)), e.scalar(1 / (h * w)));
  const covariance = e.node('Div', [e.node('Sub', [meanDX, mul(mean!.name, meanD)]), s]);
  const slope = e.node('Neg', [mul(k, e.node('Div', [covariance, s]))]);
  const offset = e.node('Neg', [e.node('Add', [mul(slope, mean!.name), mul(k, meanD)])]);
  const part = affine(e, map, c, slope, { bias: offset });
  const dx = affine(e, d, c, k, { sum: part });
  return [made('blocked', dx), made('plain', mul(covariance, m)), made('plain', mul(meanD, m))];
};
