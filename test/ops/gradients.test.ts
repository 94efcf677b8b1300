import { expect, test } from 'vitest';
import type { OpDef } from '../../engine/ir/op.ts';
import { type OpKind, ops } from '../../engine/ops/index.ts';
import { opCases } from './cases.ts';
import { gradientFaults } from './gradient-check.ts';

const opOf = (kind: OpKind): OpDef<unknown> => ops[kind] as OpDef<unknown>;

/**
 * Cases whose op has a rule and whose numbers are real: labels that are sliced, booleans that are cast have no
 * derivative.
 */
const differentiable = opCases.filter(
  (c) => opOf(c.kind).gradient !== 'none' && c.inputs.some((i) => i.dtype === 'f32'),
);

test.each(differentiable)('$kind: $name: rule equals finite differences', (c) => {
  expect(gradientFaults(opOf(c.kind), c)).toEqual([]);
});
