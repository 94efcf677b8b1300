import { describe, expect, test } from 'vitest';
import { ops } from '../../engine/ops/index.ts';
import { caseInputs, opCases } from '../ops/cases.ts';
import { difference, runCase } from './run-case.ts';

describe.each(['train', 'export'] as const)('lowering to %s', (target) => {
  test.each(opCases.map((c) => [c.kind, c.name, c] as const))('%s: %s', async (kind, _, c) => {
    const expected = ops[kind].reference(c.attrs as never, caseInputs(c) as never);
    const actual = await runCase(c, { target });
    expect(actual).toHaveLength(expected.length);
    expected.forEach((e, i) => expect(difference(actual[i]!, e.data), `output ${i}`).toBeLessThan(2e-5));
  });
});
