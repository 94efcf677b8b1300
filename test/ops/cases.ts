import { Stream } from '../../engine/base/random.ts';
import type { Tensor64 } from '../../engine/ir/op.ts';
import type { DType } from '../../engine/ir/types.ts';
import { type AttrsOf, type OpKind, ops } from '../../engine/ops/index.ts';
import { count } from '../../engine/ops/shape/tensor.ts';
import { activationCases } from './cases/activations.ts';
import { arithmeticCases } from './cases/arithmetic.ts';
import { convolutionCases } from './cases/convolutions.ts';
import { dataCases } from './cases/data.ts';
import { headCases } from './cases/heads.ts';
import { normCases } from './cases/norms.ts';
import { poolCases } from './cases/pools.ts';
import { updateCases } from './cases/updates.ts';

/**
 * Where the numbers of a case's input come from. f32 numbers are rounded to float32, so that every target sees the
 * same.
 */
export type Source =
  | { readonly kind: 'normal'; readonly scale: number }
  /** Evenly spaced over ±range/2 in random order: no two within a finite-difference step, none at 0. */
  | { readonly kind: 'spread'; readonly range: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  /** Whole numbers 0 … below − 1. */
  | { readonly kind: 'whole'; readonly below: number }
  | { readonly kind: 'values'; readonly values: readonly number[] }
  /**
   * An output of another op, with the case's own attributes, on some of the case's earlier inputs (y for a gradient
   * op).
   */
  | { readonly kind: 'derived'; readonly op: OpKind; readonly of: readonly number[]; readonly output: number };

export interface CaseInput {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly source: Source;
}

/** One call of one op: what reference, gradient rule and every lowering are tried on. */
export interface OpCase<K extends OpKind = OpKind> {
  readonly kind: K;
  /** What is awkward about it; unique within the op. */
  readonly name: string;
  readonly attrs: AttrsOf<K>;
  readonly inputs: readonly CaseInput[];
  readonly seed: number;
}

export const opCases: readonly OpCase[] = [
  ...activationCases,
  ...arithmeticCases,
  ...dataCases,
  ...convolutionCases,
  ...poolCases,
  ...normCases,
  ...headCases,
  ...updateCases,
];

function draw(c: OpCase, { dims, source }: CaseInput, stream: Stream, earlier: readonly Tensor64[]): Tensor64 {
  const size = count(dims);
  const each = (f: (i: number) => number): Tensor64 => ({
    dims,
    data: Float64Array.from({ length: size }, (_, i) => f(i)),
  });
  switch (source.kind) {
    case 'normal':
      return each(() => source.scale * stream.normal());
    case 'spread': {
      const gap = source.range / size;
      return { dims, data: stream.shuffle(each((i) => (i - size / 2 + 0.47) * gap).data) };
    }
    case 'uniform':
      return each(() => stream.uniform(source.low, source.high));
    case 'whole':
      return each(() => stream.below(source.below));
    case 'values':
      return each((i) => source.values[i]!);
    case 'derived':
      return ops[source.op].reference(
        c.attrs,
        source.of.map((i) => earlier[i]!),
      )[source.output]!;
  }
}

/** The input tensors of a case, always the same. */
export function caseInputs(c: OpCase): readonly Tensor64[] {
  const stream = new Stream(c.seed);
  const tensors: Tensor64[] = [];
  for (const input of c.inputs) {
    const { dims, data } = draw(c, input, stream, tensors);
    tensors.push({ dims, data: input.dtype === 'f32' ? data.map(Math.fround) : data });
  }
  return tensors;
}
