import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runs } from '../../../engine/host/jobs/runs.ts';
import { resumeSweep, sweep } from '../../../engine/host/jobs/sweep.ts';
import { type CallInput, type CallResult, calls, type JobEvent, results } from '../../../engine/host/protocol.ts';
import { SweepFolder } from '../../../engine/host/runs/sweep-folder.ts';
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

test('designs are told apart by names in every script, and a run is taken up only for the design that it trains', async () => {
  const names = ['网络一', '网络二', 'сеть 1', 'сеть-1', 'α', 'Α', '🙂'];
  for (const [i, name] of names.entries()) {
    const text = JSON.stringify(few.design.kind === 'document' && few.design.document);
    // The same shapes: only the content tells one from another.
    writeFileSync(`${name}.loom.json`, i === 1 ? text.replace('"kind":"relu"', '"kind":"sigmoid"') : text);
  }
  const flags = '--data builtin:digits --max-steps 2 --batch 256 --threads 1 --no-autotune --device cpu --json'.split(
    ' ',
  );
  const ran = await run(['sweep', ...names.map((name) => `${name}.loom.json`), ...flags, '--out', 'named']);
  expect(ran).toMatchObject({ code: 0 });
  const { points } = JSON.parse(readFileSync('named/sweep.json', 'utf8')) as CallResult<'sweep'>;
  expect(points.map(({ series }) => series)).toEqual(names);
  expect(points.map(({ label }) => label)).toEqual(['网络一', '网络二', 'сеть-1', 'сеть-1-2', 'α', 'Α-2', 'design']);
  expect(points[0]!.trainingLoss).not.toBe(points[1]!.trainingLoss);
  expect(points[0]!.trainingLoss).toBe(points[2]!.trainingLoss);
});

test.each([
  ['another design', (folder: string) => swap(folder, 'run.json', '"relu"', '"sigmoid"'), 'sweep.runIsAnother'],
  [
    'other settings',
    (folder: string) => swap(folder, 'run.json', '"learningRate": 0.01', '"learningRate": 0.5'),
    'sweep.runIsAnother',
  ],
])('a run with %s in the place of one of the sweep is not taken up, and stays as it is', async (_, change, code) => {
  const folder = fresh();
  change(join(folder, 'middle'));
  const before = readFileSync(join(folder, 'middle/run.json'), 'utf8');
  await expect(goOn(folder)).rejects.toMatchObject({ problems: [{ code, values: { path: join(folder, 'middle') } }] });
  expect(readFileSync(join(folder, 'middle/run.json'), 'utf8')).toBe(before);
});

test('points that are done are not put beside others on other images', async () => {
  const folder = fresh();
  swap(join(folder, 'small'), 'run.json', '"trainImages": ', '"trainImages": 1');
  await expect(goOn(folder)).rejects.toMatchObject({ problems: [{ code: 'resume.dataChanged' }] });
});

const swap = (folder: string, file: string, from: string, to: string): void => {
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(folder, file), text.replaceAll(from, to));
};

test.each(['../out', 'a/b', 'a\\b', '..', '.', '.hidden', '', 'c:', 'nul', 'sweep.json', 'LOCK.json', 'x\u0000', ' a'])(
  'a label that is no name of a folder inside the sweep is refused: %j',
  (label) => {
    const [one] = plan.designs;
    const asked = calls.sweep.safeParse({ ...plan, out: 'x', designs: [{ ...one!, label }] });
    expect(asked.error?.issues[0]?.path).toEqual(['designs', 0, 'label']);
    const folder = fresh();
    swap(folder, 'sweep.json', '"label": "large"', `"label": ${JSON.stringify(label)}`);
    expect(() => new SweepFolder(folder).read()).toThrow('sweep.broken');
    expect(existsSync('out')).toBe(false);
  },
);

test('labels that one file system or another takes for the same are refused', () => {
  const [one] = plan.designs;
  const named = (label: string) => ({ ...one!, label });
  for (const pair of [
    ['a', 'a'],
    ['Net', 'net'],
    ['caf\u00e9', 'cafe\u0301'],
  ]) {
    expect(calls.sweep.safeParse({ ...plan, out: 'x', designs: pair.map(named) }).success).toBe(false);
  }
});

test('each design may have its own settings and a place on an axis; how far the whole is goes by multiplications', async () => {
  const events: JobEvent[] = [];
  const settings = (maxSteps: number) => ({ ...calls.sweep.parse({ ...plan, out: null }).settings, maxSteps });
  const designs = [2, 6].map((steps, depth) => ({
    series: 'tiny',
    design,
    label: `steps-${steps}`,
    depth,
    axis: { name: 'maxSteps', value: String(steps) },
    settings: settings(steps),
  }));
  const asked = calls.sweep.parse({ ...plan, designs, out: 'axis' });
  const { points } = results.sweep.parse(await sweep(asked, (event) => events.push(event), alwaysRun));
  expect(points.map(({ axis }) => axis?.value)).toEqual(['2', '6']);
  const started = events.flatMap((event) => (event.type === 'start' ? [event.steps] : []));
  expect(started).toEqual([2, 6]);
  const shares = events.flatMap((event) => (event.type === 'design' ? [[event.before, event.own]] : []));
  expect(shares).toEqual([
    [0, 0.25],
    [0.25, 0.75],
  ]);
  // The folder says it all: its runs, its chart, and a resume that finds nothing left to do.
  const listed = results.runs.parse(await runs({ folder: 'axis' }, () => {}, alwaysRun)).runs;
  expect(listed.map(({ facts }) => facts?.sweep?.axis?.value).toSorted((a, b) => Number(a) - Number(b))).toEqual([
    '2',
    '6',
  ]);
  const chart = readFileSync('axis/sweep.svg', 'utf8');
  expect(chart).toContain('>Error against maxSteps<');
  expect(numbers(await goOn('axis'))).toEqual(numbers({ status: 'done', points }));
  // The same plan again is that sweep, one with other settings is not.
  expect(numbers(results.sweep.parse(await sweep(asked, () => {}, alwaysRun)))).toEqual(
    numbers({ status: 'done', points }),
  );
});
