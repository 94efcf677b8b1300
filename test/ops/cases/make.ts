import type { AttrsOf, OpKind } from '../../../engine/ops/index.ts';
import type { CaseInput, OpCase } from '../cases.ts';

/** A case of an op, its attributes checked against the op's own type. */
export const of = <K extends OpKind>(
  kind: K,
  name: string,
  seed: number,
  attrs: AttrsOf<K>,
  ...inputs: readonly CaseInput[]
): OpCase => ({ kind, name, seed, attrs, inputs }) as OpCase;

/** Standard normal numbers. */
export const normal = (...dims: readonly number[]): CaseInput => ({
  dtype: 'f32',
  dims,
  source: { kind: 'normal', scale: 1 },
});

/** Distinct numbers within ±4, away from each other and from 0: for ops with kinks. */
export const spread = (...dims: readonly number[]): CaseInput => ({
  dtype: 'f32',
  dims,
  source: { kind: 'spread', range: 8 },
});

/** Distinct numbers within ±8: beyond every kink of the clipped activations. */
export const wide = (...dims: readonly number[]): CaseInput => ({
  dtype: 'f32',
  dims,
  source: { kind: 'spread', range: 16 },
});

/** 0.5 … 2: for divisors, logarithms, roots and variances. */
export const positive = (...dims: readonly number[]): CaseInput => ({
  dtype: 'f32',
  dims,
  source: { kind: 'uniform', low: 0.5, high: 2 },
});

export const bits = (...dims: readonly number[]): CaseInput => ({
  dtype: 'bool',
  dims,
  source: { kind: 'whole', below: 2 },
});

/** Class indices below `classes`. */
export const labels = (batch: number, classes: number): CaseInput => ({
  dtype: 'i64',
  dims: [batch],
  source: { kind: 'whole', below: classes },
});

export const values = (
  dtype: CaseInput['dtype'],
  dims: readonly number[],
  ...numbers: readonly number[]
): CaseInput => ({
  dtype,
  dims,
  source: { kind: 'values', values: numbers },
});

/** Output `output` of `op` on the case's earlier inputs `of`. */
export const derived = (
  op: OpKind,
  from: readonly number[],
  output: number,
  ...dims: readonly number[]
): CaseInput => ({
  dtype: 'f32',
  dims,
  source: { kind: 'derived', op, of: from, output },
});
