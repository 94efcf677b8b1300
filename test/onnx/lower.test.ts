import { describe, expect, test } from 'vitest';
import { blockSize } from '../../engine/backends/ort/block-size.ts';
import { opCases } from '../ops/cases.ts';
import { difference, reference, runCase } from './run-case.ts';

const targets = [
  { name: 'train', target: 'train', blocked: false },
  { name: 'train, blocked where shapes allow', target: 'train', blocked: true },
  { name: 'export', target: 'export', blocked: false },
] as const;

describe.each(targets)('lowering to $name', ({ target, blocked }) => {
  test.each(opCases.map((c) => [c.kind, c.name, c] as const))('%s: %s', async (_kind, _name, c) => {
    const expected = reference(c);
    const actual = await runCase(c, { target, block: blocked ? await blockSize() : 0, blockInputs: true });
    expect(actual).toHaveLength(expected.length);
    expected.forEach((e, i) => expect(difference(actual[i]!, e), `output ${i}`).toBeLessThan(2e-5));
  });
});
