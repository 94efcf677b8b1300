import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runs } from '../../../engine/host/jobs/runs.ts';
import { resumeSweep, sweep } from '../../../engine/host/jobs/sweep.ts';
import { type CallInput, type CallResult, calls, type JobEvent, results } from '../../../engine/host/protocol.ts';
import { alwaysRun, type RunControl } from '../../../engine/train/events.ts';
import { inTemporaryFolder, run } from '../in-process.ts';
import { few, outcome, STEPS, stopAfter, warnings } from './kept-run.ts';

inTemporaryFolder();
const LABELS = ['small', 'middle', 'large'] as const;

/** Three designs, each trained for ten steps. */
const { design, layerMetricsEvery: _, checkpointEvery: __, ...shared } = few;
const plan: CallInput<'sweep'> = {
  ...shared,
  settings: { ...few.settings, batch: 256 },
  designs: LABELS.map((label, depth) => ({ label, series: 'tiny', depth, design })),
};

const start = async (out: string, change: Partial<CallInput<'sweep'>> = {}, control: RunControl = alwaysRun) =>
  results.sweep.parse(await sweep(calls.sweep.parse({ ...plan, out, ...change }), () => {}, control));

const goOn = async (folder: string, emit: (event: JobEvent) => void = () => {}) =>
  results.resumeSweep.parse(await resumeSweep(calls.resumeSweep.parse({ sweep: folder }), emit, alwaysRun));

const sweepsIn = async (folder: string): Promise<CallResult<'runs'>['sweeps']> =>
  results.runs.parse(await runs({ folder }, () => {}, alwaysRun)).sweeps;

/** Without what the clock and the folder say. */
const numbers = ({ points }: CallResult<'sweep'>): readonly object[] =>
  points.map((point) => ({ ...point, seconds: 0, run: null }));

const outcomes = (folder: string): readonly object[] => LABELS.map((label) => outcome(join(folder, label)));

/** As a killed engine leaves a file. */
const stillRunning = (file: string): void =>
  writeFileSync(file, readFileSync(file, 'utf8').replace('"status": "stopped"', '"status": "running"'));

let whole: CallResult<'sweep'>;
beforeAll(async () => {
  whole = await start('whole');
  await start('sweeps/cut', {}, stopAfter(STEPS + 4));
  for (const file of ['sweep.json', 'middle/run.json']) stillRunning(join('sweeps/cut', file));
});

/** A copy of the sweep that was killed in the middle of its second run. */
function fresh(): string {
  rmSync('sweeps/again', { recursive: true, force: true });
  cpSync('sweeps/cut', 'sweeps/again', { recursive: true });
  return join('sweeps', 'again');
}

test('a sweep that was cut short is resumed as a whole: the first run stays, the second goes on, the third begins', async () => {
  const folder = fresh();
  const cut = join('sweeps', 'cut');
  expect((await sweepsIn('sweeps')).find((one) => one.sweep === cut)).toEqual({
    sweep: cut,
    status: 'interrupted',
    designs: 3,
    points: 1,
  });
  const first = readFileSync(join(folder, 'small/run.json'));
  const begun: string[] = [];
  const result = await goOn(folder, (event) => {
    if (event.type === 'start') begun.push(`${event.run} from ${event.fromStep}`);
  });
  expect(begun).toEqual([`${join(folder, 'middle')} from 3`, `${join(folder, 'large')} from 0`]);
  expect(readFileSync(join(folder, 'small/run.json')).equals(first)).toBe(true);
  expect(numbers(result)).toEqual(numbers(whole));
  expect(outcomes(folder)).toEqual(outcomes('whole'));
  expect((await sweepsIn(folder))[0]).toMatchObject({ status: 'done', points: 3 });
});

test('the same command into the same folder goes on too; another one is refused, and so is a second at once', async () => {
  const folder = fresh();
  await expect(start(folder, { settings: { ...few.settings, seed: 5 } })).rejects.toMatchObject({
    problems: [{ code: 'sweep.isAnother', values: { path: folder } }],
  });
  let held = true;
  const going = start(folder, {}, { wanted: () => (held ? 'pause' : 'run') });
  await expect.poll(() => existsSync(join(folder, 'middle/lock.json'))).toBe(true);
  expect((await sweepsIn(folder))[0]?.status).toBe('running');
  await expect(goOn(folder)).rejects.toMatchObject({ problems: [{ code: 'run.beingWritten' }] });
  held = false;
  expect(numbers(await going)).toEqual(numbers(whole));
});

test('a run that ended just before the sweep noted it is a point all the same, without a step', async () => {
  const folder = fresh();
  await goOn(folder);
  const file = join(folder, 'sweep.json');
  const record = JSON.parse(readFileSync(file, 'utf8')) as { points: object[] };
  writeFileSync(file, JSON.stringify({ ...record, status: 'running', points: record.points.slice(0, 2) }));
  const steps: number[] = [];
  const { codes, emit } = warnings();
  const result = await goOn(folder, (event) => {
    emit(event);
    if (event.type === 'step') steps.push(event.step);
  });
  expect([steps, codes]).toEqual([[], []]);
  expect(numbers(result)).toEqual(numbers(whole));
});

test('`layerloom runs` tells of a sweep that is not done; `sweep --resume` takes nothing but where its data lies', async () => {
  const folder = fresh();
  const { stderr } = await run(['runs', 'sweeps']);
  expect(stderr).toContain(`Go on with a sweep, 1 of 3 done: layerloom sweep --resume ${folder}`);
  expect(stderr).not.toContain('train --resume');
  expect(await run(['sweep', 'template:cifar_plain', '--resume', folder, '--epochs', '3'])).toMatchObject({ code: 2 });
  expect((await run(['sweep', '--resume', 'nowhere'])).stderr).toContain('There is no sweep in nowhere');
  writeFileSync(join(folder, 'sweep.json'), '{}');
  expect((await run(['sweep', '--resume', folder])).stderr).toContain('cannot be read as a sweep: format');
});
