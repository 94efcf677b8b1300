import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { loadRun } from '../../../engine/host/jobs/load-run.ts';
import { history, removeRun } from '../../../engine/host/jobs/runs.ts';
import { calls } from '../../../engine/host/protocol.ts';
import { alwaysRun } from '../../../engine/train/events.ts';
import { LONGEST_LINE } from '../../../engine/train/metrics-file.ts';
import { RunFolder } from '../../../engine/train/run-folder.ts';
import type { RunRecord } from '../../../engine/train/run-record.ts';
import { inTemporaryFolder, run } from '../in-process.ts';
import { goOn, list, outcome, trainInto, warnings } from './kept-run.ts';
import { at, codes, FILES, listed, record, refused, restore, trainBoth, victim } from './victim.ts';

inTemporaryFolder();
beforeAll(trainBoth);

test.each([
  ['no JSON', () => truncateSync(at('run.json'), 100), 'run.broken'],
  ['of a later version', () => record({ version: 2 }), 'run.newer'],
  ['of another kind', () => record({ format: 'layerloom' }), 'run.broken'],
  ['with a wrong type in it', () => record({ created: 'yesterday' }), 'run.broken'],
  ['larger than any string', () => truncateSync(at('run.json'), 2 ** 30), 'run.broken'],
  ['gone', () => rmSync(at('run.json')), 'run.notFound'],
])('a record that is %s: the run is listed with what is wrong, and left as it is', async (_, apply, code) => {
  restore();
  apply();
  expect(await listed()).toMatchObject({ name: 'victim', status: 'broken', hasCheckpoint: true, facts: null });
  expect(codes((await listed())?.problems)).toEqual([code]);
  const kept = outcome(victim);
  expect(await refused(() => goOn(victim))).toEqual([code]);
  expect(outcome(victim)).toEqual(kept);
});

test.each([
  ['cut off', () => truncateSync(at('checkpoint.safetensors'), 5000), 'checkpoint.broken'],
  ['of another file', () => cpSync(at('run.json'), at('checkpoint.safetensors')), 'checkpoint.broken'],
  ['gone', () => rmSync(at('checkpoint.safetensors')), 'checkpoint.lost'],
])('a checkpoint that is %s is seen in the list; a resume says so and takes nothing away', async (_, apply, code) => {
  restore();
  apply();
  const cannot = { status: 'stopped', hasCheckpoint: false, resumesFrom: null };
  expect(await listed()).toMatchObject({ ...cannot, problems: [{ code }] });
  const kept = readFileSync(at('metrics.jsonl'), 'utf8');
  expect(await refused(() => goOn(victim))).toEqual([code]);
  expect(readFileSync(at('metrics.jsonl'), 'utf8')).toBe(kept);
});

test.each([
  ['gone', () => rmSync(at('best.safetensors')), 'checkpoint.bestLost'],
  ['cut off', () => truncateSync(at('best.safetensors'), 900), 'checkpoint.bestBroken'],
])('best weights that are %s: who uses the run is told that it has the last ones', async (_, apply, code) => {
  restore();
  apply();
  expect(await listed()).toMatchObject({ resumesFrom: 'checkpoint', problems: [{ code, severity: 'warning' }] });
  const used = warnings();
  const { state, checkpoint } = loadRun(victim, used.emit);
  expect(checkpoint).toBe(at('checkpoint.safetensors'));
  const [name, data] = [...state][0]!;
  expect(data).toEqual(new RunFolder(victim).readCheckpoint().tensors.get(name)?.data);
  const resumed = warnings();
  // The best from here on, not what the lost one was.
  expect((await goOn(victim, {}, undefined, resumed.emit)).bestEpoch).toBe(1);
  expect([used.codes, resumed.codes]).toEqual([[code], [code]]);
  expect((await listed())?.problems).toEqual([]);
});

const curves = async () => history(calls.history.parse({ run: victim }), () => {}, alwaysRun);

test('metrics that were edited cost curves, not the run', async () => {
  restore();
  const lines = readFileSync(at('metrics.jsonl'), 'utf8').trimEnd().split('\n');
  writeFileSync(at('metrics.jsonl'), [...lines.slice(0, 2), 'a note', lines[0], lines[3]].join('\n'));
  const { steps, problems } = await curves();
  expect(steps.step).toEqual([0, 1]);
  expect(problems).toMatchObject([
    { code: 'run.linesSkipped', severity: 'warning', values: { count: 2, line: 3 } },
    { code: 'run.stepsMissing', severity: 'warning', values: { count: 4, steps: 6, step: 2 } },
  ]);
  await goOn(victim);
  const state = (run: string): Buffer => readFileSync(join(run, 'checkpoint.safetensors'));
  expect(state(victim).equals(state(join('runs', 'other')))).toBe(true);
});

test.each([
  ['cut out of the middle', (lines: string[]) => lines.toSpliced(2, 2), { count: 2, steps: 6, step: 2 }],
  ['cut off the beginning', (lines: string[]) => lines.slice(1), { count: 1, steps: 6, step: 0 }],
  ['cut off the end', (lines: string[]) => lines.slice(0, 4), { count: 2, steps: 6, step: 4 }],
  ['all deleted', () => [], { count: 6, steps: 6, step: 0 }],
])('steps that were %s are told, by the curves and the comparison', async (_, edit, values) => {
  restore();
  expect((await curves()).problems).toEqual([]);
  const lines = readFileSync(at('metrics.jsonl'), 'utf8').trimEnd().split('\n');
  const steps = lines.filter((line) => line.includes('"type":"step"'));
  writeFileSync(
    at('metrics.jsonl'),
    edit(steps)
      .map((line) => `${line}\n`)
      .join(''),
  );
  expect((await curves()).problems).toMatchObject([{ code: 'run.stepsMissing', severity: 'warning', values }]);
  const { code, stderr } = await run(['runs', 'compare', victim, 'runs/other']);
  expect(code).toBe(0);
  expect(stderr).toContain(`${values.count} of the 6 steps that the run did are missing`);
});

test('a file without a newline is one line that is too long, and is read piece by piece', async () => {
  restore();
  appendFileSync(at('metrics.jsonl'), 'x'.repeat(LONGEST_LINE + 1));
  const { steps, problems } = await curves();
  expect(steps.step).toEqual([0, 1, 2, 3, 4, 5]);
  expect(problems).toMatchObject([
    { code: 'run.lineTooLong', severity: 'warning', values: { line: 8, most: '16.0 MiB' } },
  ]);
  expect((await goOn(victim)).status).toBe('done');
  expect((await curves()).problems).toEqual([]);
});

test.each([
  ['statistics of no channel', { mean: [], standardDeviation: [] }, 'run.broken'],
  ['a data set that is none', { source: 'builtin:mnist' }, 'data.unknownBuiltin'],
  ['another number of images', { trainImages: 7 }, 'resume.dataChanged'],
])('a record with %s', async (_, change, code) => {
  restore();
  const { data } = JSON.parse(readFileSync(at('run.json'), 'utf8')) as RunRecord;
  record({ data: { ...data, ...change } });
  expect(await refused(() => goOn(victim))).toEqual([code]);
});

test('a record with numbers that nothing can be reckoned with is broken, and costs no other run its place', async () => {
  restore();
  const { data, settings } = JSON.parse(readFileSync(at('run.json'), 'utf8')) as RunRecord;
  record({
    data: { ...data, trainImages: Number.MAX_SAFE_INTEGER },
    settings: { ...settings, batch: 1, epochs: 100_000 },
  });
  expect(await listed()).toMatchObject({ status: 'broken', facts: null, problems: [{ code: 'run.broken' }] });
  expect((await list('runs')).filter(({ status }) => status === 'done')).toHaveLength(1);
});

test('choices of the backend that it does not know are made anew', async () => {
  restore();
  const { plan } = JSON.parse(readFileSync(at('run.json'), 'utf8')) as RunRecord;
  record({ plan: Object.fromEntries(Object.keys(plan).map((key) => [key, 'the best'])) });
  expect(plan).not.toEqual({});
  expect((await goOn(victim)).status).toBe('done');
});

test('weights that are no numbers are said wherever they would be used', async () => {
  restore();
  for (const [value, name] of [
    [Number.NaN, 'best.safetensors'],
    [Number.POSITIVE_INFINITY, 'checkpoint.safetensors'],
  ] as const) {
    const folder = new RunFolder(victim);
    const { tensors, metadata } = folder.readCheckpoint(name);
    tensors.get('dense.weight')!.data[7] = value;
    folder.writeCheckpoint({ tensors, metadata }, name);
    expect(await refused(() => loadRun(victim, () => {}))).toEqual(['checkpoint.notFinite']);
    expect(await refused(() => goOn(victim))).toEqual(['checkpoint.notFinite']);
    rmSync(at('best.safetensors'), { force: true });
    record({ summary: { step: 7 } });
  }
});

test('labels that are others are refused, though all else is the same; a record without them goes on, and says so', async () => {
  restore();
  const { data } = new RunFolder(victim).readRecord();
  const { labels, images } = data.fingerprint!;
  const [first, ...others] = images;
  for (const [what, fingerprint] of [
    ['labels of the images', { images, labels: 'others' }],
    ['brightness of an image', { labels, images: [first! + 1, ...others] }],
  ] as const) {
    record({ data: { ...data, fingerprint } });
    await expect(goOn(victim)).rejects.toMatchObject({ problems: [{ code: 'resume.dataChanged', values: { what } }] });
  }
  const { fingerprint: _, ...older } = data;
  record({ data: older });
  const { codes, emit } = warnings();
  expect((await goOn(victim, {}, undefined, emit)).status).toBe('done');
  expect(codes).toEqual(['resume.labelsUnknown']);
});

test.skipIf(process.platform === 'win32')('a pipe in the place of a file holds up nothing', async () => {
  for (const name of FILES) {
    restore();
    rmSync(at(name));
    expect(spawnSync('mkfifo', [at(name)]).status).toBe(0);
    const { status, problems } = (await listed())!;
    expect(status === 'broken' || problems.length > 0 || name === 'metrics.jsonl').toBe(true);
    expect((await refused(() => goOn(victim))).length).toBe(name === 'best.safetensors' ? 0 : 1);
  }
});

test('what else lies in the folder stays when the run is deleted', async () => {
  restore();
  mkdirSync(join(victim, 'pictures'));
  writeFileSync(join(victim, 'pictures', 'cat.png'), 'a cat');
  writeFileSync(join(victim, 'notes.txt'), 'notes');
  expect(await removeRun({ run: victim }, () => {}, alwaysRun)).toEqual({ left: ['notes.txt', 'pictures'] });
  expect(readFileSync(join(victim, 'pictures', 'cat.png'), 'utf8')).toBe('a cat');
  expect(await listed()).toBeUndefined();
});

test('a run is not begun among the remains of another', async () => {
  restore();
  rmSync(at('run.json'));
  expect(await refused(() => trainInto(victim))).toEqual(['run.remains']);
});
