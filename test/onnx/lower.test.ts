import { describe, expect, test } from 'vitest';
import { blockSize } from '../../engine/backends/ort/block-size.ts';
import { ops } from '../../engine/ops/index.ts';
import { caseInputs, opCases } from '../ops/cases.ts';
import { difference, runCase } from './run-case.ts';

const targets = [
  { name: 'train', target: 'train', blocked: false },
  { name: 'train, blocked where shapes allow', target: 'train', blocked: true },
  { name: 'export', target: 'export', blocked: false },
] as const;

describe.each(targets)('lowering to $name', ({ target, blocked }) => {
  test.each(opCases.map((c) => [c.kind, c.name, c] as const))('%s: %s', async (kind, _, c) => {
    const expected = ops[kind].reference(c.attrs as never, caseInputs(c) as never);
    const actual = await runCase(c, { target, block: blocked ? await blockSize() : 0, blockInputs: true });
    expect(actual).toHaveLength(expected.length);
    expected.forEach((e, i) => expect(difference(actual[i]!, e), `output ${i}`).toBeLessThan(2e-5));
  });
});
