import { count } from '../../../ops/shape/tensor.ts';
import { type Expression, stored, withLeaves } from '../expression.ts';
import type { Storage } from '../program.ts';
import { jobOf } from './alike.ts';
import type { Emitter } from './emitter.ts';

interface Formulas {
  readonly dims: readonly number[];
  readonly formulas: readonly Expression[];
  /** Tensors that the results go to. */
  readonly states: readonly Storage[];
}

type Literal = Extract<Expression, { readonly kind: 'literal' }>;

/** The formulas with each literal exchanged; `n` counts them in the order in which they are met. */
function exchanged(formulas: readonly Expression[], by: (literal: Literal, n: number) => Expression) {
  let n = 0;
  return formulas.map((e) => withLeaves(e, (leaf) => (leaf.kind === 'literal' ? by(leaf, n++) : leaf)));
}

function literalsOf(formulas: readonly Expression[]): readonly number[] {
  const found: number[] = [];
  exchanged(formulas, (literal) => {
    found.push(literal.value);
    return literal;
  });
  return found;
}

/**
 * Where formulas over vectors differ in one number, as those of running variances do in n/(n − 1), the number becomes a vector too: then they are computed alike, by one
 * kernel. `home` says which of them can be. Formulas that are no updates take five tensors at most: one more, what is written and what says whether to leave a binding free.
 */
export function evened<T extends Formulas>(e: Emitter, all: readonly T[], home: (one: T) => string): readonly T[] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const alike = exchanged(one.formulas, (literal) => ({ ...literal, value: 0 }));
    const job = one.dims.length === 1 && jobOf(one, one.dims, alike, one.states);
    const key = job ? `${job.signature} in ${home(one)}` : '';
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const changed = new Map<T, T>();
  for (const [key, group] of groups) {
    const literals = group.map((one) => literalsOf(one.formulas));
    const differing = literals[0]!.flatMap((value, n) => (literals.some((l) => l[n] !== value) ? [n] : []));
    if (key === '' || differing.length !== 1) continue;
    for (const one of group) {
      const formulas = exchanged(one.formulas, (literal, n) => {
        if (n !== differing[0]) return literal;
        const elements = count(one.dims);
        const vector = e.constant(
          literal.dtype,
          one.dims,
          Array.from({ length: elements }, () => literal.value),
        );
        return stored(e.stored(vector), literal.dtype, one.dims).expression;
      });
      changed.set(one, { ...one, formulas });
    }
  }
  return all.map((one) => changed.get(one) ?? one);
}
