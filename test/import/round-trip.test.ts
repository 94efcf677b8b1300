import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fedTo, prove } from '../../engine/host/jobs/import/proof.ts';
import { readImported } from '../../engine/host/jobs/import/read.ts';
import { layerCases, onnxOf, templateCases } from '../readers/cases.ts';
import { problemsOf } from './problems-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-round-'));
const cases = [...layerCases(), ...templateCases()];
/** What is exported in more nodes than are known as one layer again. */
const spelledOut = new Set([
  'average pools that round up',
  'local response norm of even size',
  'elu',
  'selu',
  'prelu',
  'softplus',
  'mish',
  'maps that are enlarged',
  'maps that are padded',
]);

test.each(cases.filter((c) => !spelledOut.has(c.name)).map((c) => [c.name, c] as const))(
  '%s, exported and opened as anybody’s file, is the same function with the same counts',
  async (name, c) => {
    const path = join(folder, 'exported.onnx');
    writeFileSync(path, onnxOf(c));
    const file = readImported(path);
    const { params, multiplies } = c.analysis.totals;
    expect({ name, ...file.design.analysis.totals }).toMatchObject({ name, params, multiplies });
    const proof = await prove(file, fedTo(file, { dims: [1, ...c.dims], data: c.image }));
    expect(proof.reason).toBe('');
    expect(proof.difference).toBeLessThanOrEqual(1e-4 * proof.largest);
  },
);

test.each(cases.filter((c) => spelledOut.has(c.name)).map((c) => [c.name, c] as const))(
  '%s, exported, is refused by name',
  (_, c) => {
    const path = join(folder, 'spelled.onnx');
    writeFileSync(path, onnxOf(c));
    expect(problemsOf(() => readImported(path)).length).toBeGreaterThan(0);
  },
);
