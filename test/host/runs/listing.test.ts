import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { RunRecord } from '../../../engine/train/run-record.ts';
import { inTemporaryFolder, run } from '../in-process.ts';
import { goOn, list, outcome, STEPS, stopAfter, trainInto, warnings } from './kept-run.ts';

inTemporaryFolder();

beforeAll(async () => {
  await trainInto('runs/whole');
  await trainInto('runs/stopped', {}, stopAfter(3));
});

const sgd = { kind: 'sgd', momentum: 0.9, nesterov: false } as const;

/** Loss of each step. */
const lossesOf = (folder: string): readonly number[] =>
  readFileSync(join(folder, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; loss: number })
    .flatMap(({ type, loss }) => (type === 'step' ? [loss] : []));

function edit(run: string, change: Partial<RunRecord>): void {
  const record = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as RunRecord;
  writeFileSync(join(run, 'run.json'), JSON.stringify({ ...record, ...change }));
}

test('each run with what it is, how far it came and how good it is, latest first', async () => {
  const [stopped, whole] = await list('runs');
  expect(stopped).toMatchObject({ run: join('runs', 'stopped'), status: 'stopped', resumesFrom: 'checkpoint' });
  expect(stopped?.facts).toMatchObject({ step: 3, steps: STEPS, epoch: 0, bestEpoch: null });
  expect(whole).toMatchObject({ name: 'tiny', status: 'done', resumesFrom: null, problems: [] });
  expect(whole?.facts).toMatchObject({ step: STEPS, epoch: 2, data: { name: 'digits' }, settings: { batch: 256 } });
  expect(whole?.facts?.bestValAccuracy).toBeGreaterThan(0.1);
});

test('a run that was cut off is listed as interrupted, and goes on to the same numbers', async () => {
  cpSync('runs/stopped', 'cut/run', { recursive: true });
  edit('cut/run', { status: 'running' });
  expect(await list('cut')).toMatchObject([{ status: 'interrupted', hasCheckpoint: true, facts: { step: 3 } }]);
  await goOn('cut/run');
  expect(await list('cut')).toMatchObject([{ status: 'done', facts: { step: STEPS } }]);
  expect(outcome('cut/run')).toEqual(outcome('runs/whole'));
});

test('the same on a GPU', async () => {
  // Small: a GPU in software takes its time.
  const few = { device: 'webgpu', settings: { batch: 32, maxSteps: 6, optimizer: { kind: 'adam' } } } as const;
  await trainInto('gpu/whole', few);
  await trainInto('gpu/cut', few, stopAfter(3));
  edit('gpu/cut', { status: 'running' });
  await goOn('gpu/cut');
  expect(outcome('gpu/cut')).toEqual(outcome('gpu/whole'));
}, 90_000);

test('the lock that a machine left when it lost power says nothing after its start, whoever has the number now', async () => {
  cpSync('runs/stopped', 'power/run', { recursive: true });
  edit('power/run', { status: 'running' });
  const boot = '00000000-0000-0000-0000-000000000000/17';
  writeFileSync('power/run/lock.json', JSON.stringify({ host: hostname(), pid: process.pid, process: boot }));
  expect(await list('power')).toMatchObject([{ status: 'interrupted' }]);
  await goOn('power/run');
  expect(outcome('power/run')).toEqual(outcome('runs/whole'));
});

test('the runs of sweeps are listed with the others; what is no run, links and hidden folders are not', async () => {
  cpSync('runs/whole', 'mixed/sweep/run', { recursive: true });
  cpSync('runs/whole', 'mixed/.hidden', { recursive: true });
  mkdirSync('mixed/pictures/of/cats', { recursive: true });
  writeFileSync('mixed/notes.txt', 'notes');
  symlinkSync('.', 'mixed/loop');
  symlinkSync('nowhere', 'mixed/lost');
  expect((await list('mixed')).map((one) => one.run)).toEqual([join('mixed', 'sweep', 'run')]);
});

test('a folder that is not there has no runs; one that cannot be looked into is a problem', async () => {
  expect(await list('nowhere')).toEqual([]);
  await expect(list('runs/whole/run.json')).rejects.toMatchObject({ problems: [{ code: 'file.cannotRead' }] });
});

test('a run that was interrupted before its first checkpoint begins anew, and says so', async () => {
  cpSync('runs/stopped', 'early/run', { recursive: true });
  rmSync('early/run/checkpoint.safetensors');
  edit('early/run', { status: 'running', summary: {} });
  expect(await list('early')).toMatchObject([
    { status: 'interrupted', hasCheckpoint: false, resumesFrom: 'beginning' },
  ]);
  expect((await run(['runs', 'early'])).stderr).toContain('Start one again that had no checkpoint yet');
  const { codes, emit } = warnings();
  await goOn('early/run', {}, undefined, emit);
  expect(codes).toEqual(['resume.fromBeginning']);
  expect(outcome('early/run')).toEqual(outcome('runs/whole'));
});

test('`runs compare` puts runs beside each other: what came out, what differs, and curves by epoch or step', async () => {
  const both = ['runs/whole', 'runs/stopped'];
  cpSync('runs/stopped', 'runs/faster', { recursive: true });
  const { settings } = JSON.parse(readFileSync('runs/whole/run.json', 'utf8')) as RunRecord;
  edit('runs/faster', { settings: { ...settings, learningRate: 0.05, optimizer: { ...sgd } } });
  const table = (await run(['runs', 'compare', ...both, 'runs/faster'])).stdout.split('\n');
  const cells = (title: string) =>
    table
      .find((line) => line.startsWith(title))
      ?.slice(title.length)
      .trim()
      .split(/ {2,}/);
  expect(cells('status')).toEqual(['done', 'stopped', 'stopped']);
  expect(cells('epoch')).toEqual(['2/2', '0/2', '0/2']);
  expect(cells('learningRate')).toEqual(['0.01', '0.01', '0.05']);
  expect(cells('optimizer.momentum')).toEqual(['–', '–', '0.9']);
  expect(table.join()).not.toContain('batch');
  expect((await run(['runs', 'compare', ...both])).stdout).toContain('All settings are the same.');
  const json = await run(['runs', 'compare', ...both, 'runs/faster', '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    runs: [{ run: 'runs/whole', facts: { step: STEPS } }, {}, {}],
    differing: { learningRate: [0.01, 0.01, 0.05], 'optimizer.beta1': [0.9, 0.9, null] },
  });
  const curves = async (by: string): Promise<readonly string[][]> => {
    await run(['runs', 'compare', ...both, '--curves', 'curves.csv', '--by', by]);
    const lines = readFileSync('curves.csv', 'utf8').trim().split('\n');
    return lines.map((line) => line.split(','));
  };
  const [head, ...epochs] = await curves('epoch');
  const names = ['loss', 'accuracy', 'valLoss', 'valAccuracy'];
  expect(head).toEqual(['epoch', ...both.flatMap((name) => names.map((column) => `${name}: ${column}`))]);
  expect(epochs.map(([epoch]) => epoch)).toEqual(['1', '2']);
  const steps = (await curves('step')).slice(1);
  expect(steps.map((row) => Number(row[1]))).toEqual(lossesOf('runs/whole'));
  // The stopped run ends earlier: its cells are empty.
  expect(steps.filter((row) => row[4] !== '').map((row) => Number(row[4]))).toEqual(lossesOf('runs/stopped'));
  expect(steps.at(-1)?.slice(4)).toEqual(['', '', '']);
  expect(await run(['runs', 'compare', 'runs/whole'])).toMatchObject({ code: 2 });
  rmSync('runs/faster', { recursive: true });
});

test('`layerloom runs` prints them as a table, in the language that is asked for, with what is wrong on stderr', async () => {
  cpSync('runs', 'table', { recursive: true });
  cpSync('runs/whole', 'table/edited', { recursive: true });
  writeFileSync('table/edited/run.json', '{');
  const english = await run(['runs', 'table']);
  const lines = english.stdout.split('\n').map((line) => line.split(/ {2,}/).map((cell) => cell.trim()));
  expect(lines[0]?.slice(0, 4)).toEqual(['run', 'design', 'data', 'status']);
  expect(lines[2]?.slice(0, 5)).toEqual(['table/stopped', 'tiny', 'digits', 'stopped', '0/2']);
  expect(lines[3]?.slice(0, 5)).toEqual(['table/whole', 'tiny', 'digits', 'done', '2/2']);
  expect(lines[4]?.slice(0, 4)).toEqual(['table/edited', '–', '–', 'unreadable']);
  expect(english.stderr).toContain('table/edited/run.json cannot be read as a run');
  expect(english.stderr).toContain('layerloom train --resume table/stopped');
  expect((await run(['runs', 'table', '--language', 'zh'])).stdout).toContain('已停止');
  expect(await run(['runs', 'nowhere'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringMatching(/no runs/),
  });
  const [json] = (await run(['runs', 'table', '--json'])).stdout.trim().split('\n');
  expect((JSON.parse(json!) as { runs: object[] }).runs).toHaveLength(3);
});
