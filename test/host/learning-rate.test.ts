import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTraining } from '../../engine/host/jobs/check-training.ts';
import type { Emit } from '../../engine/host/jobs/job.ts';
import { sweep } from '../../engine/host/jobs/sweep.ts';
import { train } from '../../engine/host/jobs/train.ts';
import { watchLearning } from '../../engine/host/jobs/watch-learning.ts';
import { openDesign } from '../../engine/host/open-design.ts';
import { type CallInput, calls } from '../../engine/host/protocol.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { alwaysRun, type TrainEvent } from '../../engine/train/events.ts';
import { inTemporaryFolder, run } from './in-process.ts';

inTemporaryFolder();

const NORMED = { kind: 'template', spec: 'template:cifar_resnet?depth=8&filters=4' } as const;
const PLAIN = { kind: 'template', spec: 'template:cifar_resnet?depth=8&filters=4&norm=none' } as const;

const training = (change: Partial<CallInput<'train'>> = {}): CallInput<'train'> => ({
  design: PLAIN,
  data: { path: 'builtin:digits', validation: 0 },
  settings: { maxSteps: 1 },
  device: 'cpu',
  threads: 1,
  autotune: false,
  out: null,
  ...change,
});

const recorded = (path: string): number =>
  (JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as { settings: { learningRate: number } }).settings
    .learningRate;

test.each([
  ['SGD with batch norm', NORMED, {}, 0.1],
  ['SGD without', PLAIN, {}, 0.02],
  ['Adam', PLAIN, { optimizer: { kind: 'adam' } }, 0.001],
  ['what was asked for', PLAIN, { learningRate: 0.3 }, 0.3],
] as const)('a run says at which learning rate it was trained: %s', async (out, design, settings, rate) => {
  const params = calls.train.parse(training({ design, settings: { maxSteps: 1, ...settings }, out }));
  await train(params, () => {}, alwaysRun);
  expect(recorded(out)).toBe(rate);
});

test('a sweep trains all its designs at the rate that suits the most delicate of them, and is known again', async () => {
  const designs = [NORMED, PLAIN].map((design, i) => ({ label: `net-${i}`, series: `net-${i}`, depth: 8, design }));
  const params = calls.sweep.parse({ ...training({ out: 'sweep' }), designs });
  await sweep(params, () => {}, alwaysRun);
  expect([recorded('sweep/net-0'), recorded('sweep/net-1')]).toEqual([0.02, 0.02]);
  expect((await sweep(params, () => {}, alwaysRun)).status).toBe('done');
});

const problemsOf = async (settings: CallInput<'train'>['settings'], design: CallInput<'train'>['design'] = PLAIN) =>
  (await checkTraining(calls.checkTraining.parse(training({ settings, design })), () => {}, alwaysRun)).problems;

test('a rate that breaks nets without batch norm is warned of before the start, with the one that suits', async () => {
  expect(await problemsOf({ learningRate: 0.1 })).toMatchObject([
    {
      code: 'train.rateHigh',
      severity: 'warning',
      field: 'learningRate',
      fixes: [{ actions: [{ do: 'setSetting', field: 'learningRate', value: 0.02 }] }],
    },
  ]);
  expect(await problemsOf({})).toEqual([]);
  expect(await problemsOf({ learningRate: 0.05 })).toEqual([]);
  expect(await problemsOf({ learningRate: 0.1, clip: 1 })).toEqual([]);
  expect(await problemsOf({ learningRate: 0.1, warmup: 20 })).toEqual([]);
  expect(await problemsOf({ learningRate: 0.1 }, NORMED)).toEqual([]);
});

test('a loss that stays that of a guess is told once, from the second epoch on', () => {
  const said: string[] = [];
  const design = openDesign(PLAIN);
  const settings = trainingSettings.parse({ learningRate: 0.3 });
  const data = { classes: Array.from({ length: 10 }, String) } as unknown as Parameters<
    typeof watchLearning
  >[0]['data'];
  const emit: Emit = (event) => {
    if (event.type === 'warnings') said.push(...event.problems.map((p) => `${p.code} ${JSON.stringify(p.values)}`));
  };
  const watch = watchLearning({ design, settings, data }, emit);
  const epoch = (at: number, loss: number): TrainEvent => ({
    type: 'epoch',
    epoch: at,
    step: 20 * at,
    loss,
    accuracy: 0.1,
    valLoss: null,
    valAccuracy: null,
    best: false,
    seconds: 1,
  });
  watch(epoch(0, 2.4));
  watch(epoch(1, 2));
  expect(said).toEqual([]);
  watch(epoch(2, 2.31));
  watch(epoch(3, 2.31));
  expect(said).toEqual(['train.notLearning {"epochs":3,"loss":"2.31","classes":10,"chance":"2.30","rate":0.3}']);
});

test.each([
  ['--optimizer adam --momentum 0.9', '--momentum is of sgd, rmsprop only, and says nothing to adam.'],
  ['--optimizer rmsprop --nesterov', '--nesterov is of sgd only, and says nothing to rmsprop.'],
  ['--nesterov --momentum 0', '--nesterov looks ahead along the momentum, which is 0.'],
  ['--schedule cosine:5:0.1', '--schedule cannot be cosine:5:0.1'],
])('%s: what nothing would come of is refused', async (flags, told) => {
  const { code, stderr } = await run(['train', 'template:cifar_resnet20', ...flags.split(' ')]);
  expect([code, stderr.includes(told)]).toEqual([2, true]);
});
