import { expect, test } from 'vitest';
import type { OpDef } from '../../engine/ir/op.ts';
import { type OpKind, ops } from '../../engine/ops/index.ts';
import { neg } from '../../engine/ops/neg.ts';
import { opCases } from '../ops/cases.ts';
import { gradientFaults, isDifferentiated } from '../ops/gradient-check.ts';

/** The op with the sign of its derivative by one input turned. */
const negated = (
  op: OpDef<unknown>,
  rule: Exclude<OpDef<unknown>['gradient'], 'none'>,
  input: number,
): OpDef<unknown> => ({
  kind: op.kind,
  infer: (attrs, inputs) => op.infer(attrs, inputs),
  reference: (attrs, inputs) => op.reference(attrs, inputs),
  gradient: (b, call, dOutputs) => rule(b, call, dOutputs).map((d, i) => (i === input && d ? b.one(neg, {}, d) : d)),
});

const rules = (Object.values(ops) as readonly OpDef<unknown>[]).filter((op) => op.gradient !== 'none');

/** One mutant a rule and input, with the cases in which that input has a derivative. */
const mutants = rules.flatMap((op) => {
  const own = opCases.filter((c) => c.kind === op.kind);
  const inputs = Array.from({ length: Math.max(...own.map((c) => c.inputs.length)) }, (_, input) => input);
  return inputs
    .map((input) => ({
      kind: op.kind,
      op,
      input,
      cases: own.filter((c) => isDifferentiated(c, input, op.infer(c.attrs, c.inputs))),
    }))
    .filter(({ cases }) => cases.length > 0);
});

test('every gradient rule has a mutant', () => {
  const kinds: readonly OpKind[] = ['conv2d', 'matmul', 'batchNormTrain', 'concat', 'where'];
  expect(new Set(mutants.map((m) => m.kind))).toEqual(new Set(rules.map((op) => op.kind)));
  expect(kinds.map((kind) => mutants.filter((m) => m.kind === kind).length)).toEqual([3, 2, 3, 3, 2]);
});

test.each(mutants)('$kind: derivative by input $input negated is caught', ({ op, input, cases }) => {
  if (op.gradient === 'none') throw new Error(`${op.kind} has no rule`);
  const mutant = negated(op, op.gradient, input);
  expect(cases.some((c) => gradientFaults(mutant, c).length > 0)).toBe(true);
});
