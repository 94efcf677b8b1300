import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { compileTraining } from '../../../engine/compile/training.ts';
import { openTrainable } from '../../../engine/host/open-design.ts';
import { tunables } from '../../../engine/onnx/blocked/tuning.ts';
import { RunFolder } from '../../../engine/train/run-folder.ts';
import type { RunRecord } from '../../../engine/train/run-record.ts';
import { inTemporaryFolder } from '../in-process.ts';
import { few, goOn, outcome, trainInto } from './kept-run.ts';

inTemporaryFolder();
/** Wide enough that its convolutions can be computed in several ways. */
const design = { kind: 'template', spec: 'template:cifar_plain?depth=8&filters=16' } as const;
const settings = { ...few.settings, maxSteps: 3, batch: 64 };

let whole: RunRecord;
let choices: ReturnType<typeof tunables>;
beforeAll(async () => {
  await trainInto('whole', { design, settings });
  whole = new RunFolder('whole').readRecord();
  const { analysis } = openTrainable({ kind: 'document', document: whole.design, name: whole.name });
  choices = tunables(compileTraining(analysis, whole.settings).graph, Number(whole.plan['block']));
});

/** As a killed process leaves a run that has no checkpoint yet. */
function killed(change: Partial<RunRecord>): string {
  rmSync('killed', { recursive: true, force: true });
  cpSync('whole', 'killed', { recursive: true });
  for (const name of ['checkpoint.safetensors', 'best.safetensors']) rmSync(join('killed', name));
  writeFileSync('killed/run.json', JSON.stringify({ ...whole, status: 'running', summary: {}, ...change }));
  return 'killed';
}

const planOf = (run: string): RunRecord['plan'] => new RunFolder(run).readRecord().plan;

test('the kernels of the first step stay those of the run, though others would be taken today', async () => {
  const chosen = Object.fromEntries([...choices].map(([key, { candidates }]) => [key, candidates.at(-1)!]));
  expect([...choices].some(([, { candidates }]) => candidates.length > 1)).toBe(true);
  const plan = { ...whole.plan, ...chosen };
  expect(plan).not.toEqual(whole.plan);
  await goOn(killed({ plan }));
  expect(planOf('killed')).toEqual(plan);
});

test('who chose to measure nothing has nothing measured afterwards, and gets the same bits', async () => {
  expect(whole.autotune).toBe(false);
  await goOn(killed({ plan: {} }));
  expect(planOf('killed')).toEqual(whole.plan);
  expect(outcome('killed')).toEqual(outcome('whole'));
  expect(JSON.parse(readFileSync('killed/run.json', 'utf8'))).toMatchObject({ status: 'done', autotune: false });
});
