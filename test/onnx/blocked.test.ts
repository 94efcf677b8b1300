import { beforeAll, describe, expect, test } from 'vitest';
import { blockSize } from '../../engine/backends/ort/block-size.ts';
import { tunables, tuningKey } from '../../engine/onnx/blocked/tuning.ts';
import { weightGradientCandidates } from '../../engine/onnx/blocked/weight-gradient.ts';
import { lowerGraph } from '../../engine/onnx/lower/graph.ts';
import type { OpCase } from '../ops/cases.ts';
import { blockedCases } from './blocked-cases.ts';
import { caseGraph, difference, reference, runCase } from './run-case.ts';

/** Largest difference of any output from the reference. */
async function error(c: OpCase, options: Parameters<typeof runCase>[1]): Promise<number> {
  const expected = reference(c);
  const actual = await runCase(c, options);
  return Math.max(...expected.map((e, i) => difference(actual[i]!, e)));
}

let block = 0;
beforeAll(async () => {
  block = await blockSize();
});

test('this processor has blocks', () => expect([8, 16]).toContain(block));

describe('blocked lowering', () => {
  test.each(blockedCases.map((c) => [c.kind, c.name, c] as const))('%s: %s', async (_kind, _name, c) => {
    expect(await error(c, { block, blockInputs: true })).toBeLessThan(2e-5);
  });
});

describe('every candidate', () => {
  const cases = blockedCases.filter((c) => c.kind === 'conv2dWeightGradient');
  test.each(cases.map((c) => [c.name, c] as const))('%s', async (_, c) => {
    const graph = caseGraph(c);
    const errors: number[] = [];
    for (const [key, { candidates }] of tunables(graph, block))
      for (const candidate of candidates)
        errors.push(await error(c, { block, blockInputs: true, choices: { [key]: candidate } }));
    expect(Math.max(0, ...errors)).toBeLessThan(2e-5);
  });

  test('is tried by some case', () => {
    const tried = new Set(
      cases.flatMap((c) => [...tunables(caseGraph(c), block).values()].flatMap((t) => t.candidates)),
    );
    expect([...tried].sort()).toEqual(Object.keys(weightGradientCandidates).sort());
  });

  test('is one choice for calls of equal shapes', () => {
    const [a, b] = [caseGraph(cases[0]!), caseGraph({ ...cases[0]!, name: 'again' })];
    expect(tuningKey(a.calls[0]!)).toBe(tuningKey(b.calls[0]!));
    expect(lowerGraph(a, { target: 'train', name: '', states: 'inputs', block }).nodes.length).toBeGreaterThan(1);
  });
});
