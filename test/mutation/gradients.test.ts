import { expect, test } from 'vitest';
import type { OpDef } from '../../engine/ir/op.ts';
import { ops } from '../../engine/ops/index.ts';
import { neg } from '../../engine/ops/neg.ts';
import { opCases } from '../ops/cases.ts';
import { gradientFaults } from '../ops/gradient-check.ts';

/** The op with the sign of the derivative by one input turned. */
function negated(op: OpDef<unknown>, input: number): OpDef<unknown> {
  const rule = op.gradient;
  if (rule === 'none') return op;
  return {
    kind: op.kind,
    infer: op.infer.bind(op),
    reference: op.reference.bind(op),
    gradient: (b, call, dOutputs) => rule(b, call, dOutputs).map((d, i) => (i === input && d ? b.one(neg, {}, d) : d)),
  };
}

const mutants = Object.values(ops).flatMap((op) => {
  const cases = opCases.filter((c) => c.kind === op.kind && op.gradient !== 'none');
  const inputs = Math.max(0, ...cases.map((c) => c.inputs.length));
  return Array.from({ length: inputs }, (_, input) => ({
    kind: op.kind,
    input,
    mutant: negated(op as OpDef<unknown>, input),
    cases: cases.filter((c) => c.inputs[input]?.dtype === 'f32'),
  })).filter(({ kind, input, cases }) => cases.length > 0 && !(kind === 'batchNormInfer' && input > 2));
});

test.each(mutants)('$kind: derivative by input $input negated is caught', ({ mutant, cases }) => {
  expect(cases.some((c) => gradientFaults(mutant, c).length > 0)).toBe(true);
});
