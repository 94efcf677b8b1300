import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fedTo, prove } from '../../engine/host/jobs/import/proof.ts';
import { readImported } from '../../engine/host/jobs/import/read.ts';
import { problemsOf } from './problems-of.ts';
import { seededNumbers } from './seeded.ts';

/** What another program found of a file; the numbers of its input follow from the seed. */
interface Truth {
  readonly id: string;
  readonly file: string;
  readonly parameters: number;
  readonly multiplies: number;
  readonly inputs: readonly {
    readonly dims: readonly number[];
    readonly seed: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly outputs: readonly {
    readonly dims: readonly number[];
    readonly first: readonly number[];
    readonly sum: number;
    readonly norm: number;
  }[];
  readonly tolerance: number;
}

const folder = join(import.meta.dirname, '../fixtures/foreign');
const truths = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as readonly Truth[];

/** Which node of a file has no layer, and what is said of it. */
const refused: Readonly<Record<string, readonly [node: string, code: string]>> = {
  'ort-qdq-int8': ['input_QuantizeLinear', 'import.op'],
  'ort-quantize0.1-mnist-integer': ['Input3_QuantizeLinear', 'import.op'],
  'pytorch2.2-meshnet-3d': ['input', 'import.inputShape'],
  't1-two-heads-shared-op13': ['', 'import.inputs'],
};

test.each(truths.filter(({ id }) => !(id in refused)))('$id is what the file is', async (truth) => {
  const file = readImported(join(folder, truth.file));
  expect(file.design.analysis.totals).toMatchObject({ params: truth.parameters, multiplies: truth.multiplies });
  const [input] = truth.inputs;
  const data = seededNumbers(
    input!.seed,
    input!.dims.reduce((n, d) => n * d, 1),
    input!.low,
    input!.high,
  );
  const proof = await prove(file, fedTo(file, { dims: input!.dims, data }));
  const allowed = 1e-4 * proof.largest;
  expect(proof).toMatchObject({ images: input!.dims[0], reason: '' });
  expect(proof.difference).toBeLessThanOrEqual(allowed);
  expect(proof.referenceDifference).toBeLessThanOrEqual(allowed);

  const [wanted] = truth.outputs;
  const near = truth.tolerance * proof.largest;
  expect(proof.output.dims).toEqual(wanted!.dims);
  for (const [i, number] of wanted!.first.entries()) {
    expect(Math.abs(proof.output.data[i]! - number)).toBeLessThanOrEqual(near);
  }
  expect(Math.abs(Math.hypot(...proof.output.data) - wanted!.norm)).toBeLessThanOrEqual(10 * near);
});

test.each(truths.filter(({ id }) => id in refused))('$id is refused by the name of what cannot be drawn', (truth) => {
  const [problem] = problemsOf(() => readImported(join(folder, truth.file)));
  expect([problem!.node, problem!.code]).toEqual(refused[truth.id]);
});
