import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import { add } from '../ops/add.ts';
import { scalar } from '../ops/compose.ts';
import { concat } from '../ops/concat.ts';
import { div } from '../ops/div.ts';
import { maximum } from '../ops/maximum.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { reshape } from '../ops/reshape.ts';
import { sqrt } from '../ops/sqrt.ts';
import { sub } from '../ops/sub.ts';
import { sumOfSquares } from '../ops/sum-of-squares.ts';
import type { ResidualBlock } from './residuals.ts';

/** Scalars → f32[n]. */
export function stack(b: Builder, scalars: readonly Value[]): Value {
  const parts = scalars.map((s) => b.one(reshape, { dims: [1] }, s));
  return parts.length === 1 ? parts[0]! : b.one(concat, { axis: 0 }, ...parts);
}

/** Σ v² of each value, as f32[n]; f32[1] of 0 for none. */
export function sumsOfSquares(b: Builder, values: readonly Value[]): Value {
  return stack(b, values.length ? values.map((v) => b.one(sumOfSquares, {}, v)) : [scalar(b, 0)]);
}

/** √(a/b) element by element, with b kept away from 0 so that a zero-initialised weight gives a finite ratio. */
function rootRatio(b: Builder, numerator: Value, denominator: Value): Value {
  return b.one(sqrt, {}, b.one(div, {}, numerator, b.one(maximum, {}, denominator, scalar(b, 1e-30))));
}

export interface GradientNorms {
  /** Names of the states that have a norm of their own: conv and dense weights. */
  readonly layers: readonly string[];
  /** f32[layers]. */
  readonly perLayer: Value;
  /** Over every trained weight, f32 scalar. */
  readonly global: Value;
}

const isKernel = (state: string): boolean => state.endsWith('.weight');

/** ‖∂L/∂w‖₂ of each convolution and dense layer, and of all weights together. */
export function gradientNorms(b: Builder, gradients: ReadonlyMap<string, Value>): GradientNorms {
  const layers = [...gradients.keys()].filter(isKernel);
  const others = [...gradients].filter(([name]) => !isKernel(name)).map(([, g]) => g);
  const kernels = sumsOfSquares(
    b,
    layers.map((name) => gradients.get(name)!),
  );
  const total = b.one(
    add,
    {},
    b.one(reduceSum, { axes: [0], keepDims: false }, kernels),
    b.one(reduceSum, { axes: [0], keepDims: false }, sumsOfSquares(b, others)),
  );
  return { layers, perLayer: b.one(sqrt, {}, kernels), global: b.one(sqrt, {}, total) };
}

/** ‖Δw‖ / ‖w‖ of each named state, f32[n]. */
export function updateRatios(b: Builder, states: readonly string[], updated: ReadonlyMap<string, Value>): Value {
  const known = new Map(b.states.map((s) => [s.name, s.value]));
  const before = states.map((name) => known.get(name)!);
  const deltas = states.map((name, i) => b.one(sub, {}, updated.get(name)!, before[i]!));
  return rootRatio(b, sumsOfSquares(b, deltas), sumsOfSquares(b, before));
}

/** ‖F(x)‖ / ‖x‖ of each residual block, f32[n]: how far the block is from the identity. */
export function residualRatios(b: Builder, blocks: readonly ResidualBlock[]): Value {
  const norms = (paths: readonly string[]): Value =>
    sumsOfSquares(
      b,
      paths.map((p) => b.nodeValues.get(p)!),
    );
  return rootRatio(b, norms(blocks.map((r) => r.branch)), norms(blocks.map((r) => r.skip)));
}
