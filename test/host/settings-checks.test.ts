import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTraining } from '../../engine/host/jobs/check-training.ts';
import { settingsChecks } from '../../engine/host/jobs/settings-checks.ts';
import { train } from '../../engine/host/jobs/train.ts';
import { openDesign } from '../../engine/host/open-design.ts';
import { type CallInput, calls } from '../../engine/host/protocol.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { alwaysRun } from '../../engine/train/events.ts';
import { few } from './runs/kept-run.ts';

type Node = Readonly<{ id: string; kind: string; params?: object; inputs?: object }>;
const input: Node = { id: 'input', kind: 'input', params: { height: 8, width: 8, channels: 1 } };

/** A chain from the input to a head. */
function chain(...between: readonly Omit<Node, 'id'>[]): unknown {
  const nodes: Node[] = [input];
  for (const node of [...between, { kind: 'dense', params: { units: 10 } }, { kind: 'classifier' }])
    nodes.push({ id: `n${nodes.length}`, inputs: { in: [nodes.at(-1)!.id] }, ...node });
  return { format: 'layerloom', version: 1, name: 'chain', params: {}, nodes, blocks: {} };
}

const analysed = (document: unknown) => openDesign({ kind: 'document', document, name: 'chain' }).analysis;
const span = { stepsPerEpoch: 10, totalSteps: 100 };
const found = (document: unknown, settings: object, steps = span) =>
  settingsChecks(analysed(document), trainingSettings.parse(settings), steps).map(
    ({ code, node, severity, values }) => ({
      code,
      node,
      severity,
      values,
    }),
  );

const norm = { kind: 'batchNorm' };
const oneValue = [
  ['behind a dense layer', [{ kind: 'flatten' }, { kind: 'dense', params: { units: 4 } }, norm], 'n3'],
  ['behind a global pool', [{ kind: 'conv2d', params: { filters: 4 } }, { kind: 'globalAveragePool' }, norm], 'n3'],
  [
    'on maps of 1 × 1',
    [{ kind: 'conv2d', params: { filters: 4, kernel: 8, padding: 'valid' } }, norm, { kind: 'flatten' }],
    'n2',
  ],
] as const;

test.each(oneValue)('a norm %s has one value a channel in a batch of one', (_, between, node) => {
  const wrong = { code: 'train.normOneValue', node, severity: 'error', values: { node, batch: 1 } };
  expect(found(chain(...between), { batch: 1 })).toEqual([wrong]);
  expect(found(chain(...between), { batch: 2 })).toEqual([]);
  const frozen = between.map((one) => (one.kind === 'batchNorm' ? { ...one, params: { frozen: true } } : one));
  expect(found(chain(...frozen), { batch: 1 })).toEqual([]);
});

test('a norm of maps that have several values is none such, whatever the batch', () => {
  expect(found(chain({ kind: 'conv2d', params: { filters: 4 } }, norm, { kind: 'flatten' }), { batch: 1 })).toEqual([]);
});

test('it is said before the first step, in the sheet and by the command line, with the batch that mends it', async () => {
  const document = chain(...oneValue[0][1]);
  const call: CallInput<'train'> = {
    ...few,
    design: { kind: 'document', document, name: 'chain' },
    settings: { ...few.settings, batch: 1 },
  };
  const params = calls.train.parse(call);
  const fix = { actions: [{ do: 'setSetting', field: 'batch', value: 2 }] };
  const wrong = { code: 'train.normOneValue', severity: 'error', fixes: [fix] };
  const { problems } = await checkTraining(params, () => {}, alwaysRun);
  expect(problems).toMatchObject([wrong]);
  const events: string[] = [];
  await expect(train(params, ({ type }) => events.push(type), alwaysRun)).rejects.toMatchObject({ problems: [wrong] });
  expect(events).not.toContain('start');
});

const plain = chain({ kind: 'conv2d', params: { filters: 4 } }, norm, { kind: 'flatten' });

test.each([
  [
    'a warm-up longer than the run',
    { warmup: 400, learningRate: 0.4 },
    'train.warmupLong',
    { warmup: 400, steps: 100, reached: 0.1, rate: 0.4 },
  ],
  [
    'one-cycle behind a warm-up',
    { warmup: 20, learningRate: 0.5, schedule: { kind: 'oneCycle' }, optimizer: { kind: 'sgd', momentum: 0 } },
    'train.warmupTwice',
    { warmup: 20, rate: 0.5, after: 0.02 },
  ],
  ['a momentum that forgets nothing', { optimizer: { kind: 'sgd', momentum: 1 } }, 'train.momentumOne', {}],
  ['one-cycle and momentum', { schedule: { kind: 'oneCycle' } }, 'train.cycleMomentum', { momentum: 0.9 }],
  [
    'one-cycle and Adam',
    { schedule: { kind: 'oneCycle' }, optimizer: { kind: 'adam', beta1: 0.8 } },
    'train.cycleMomentum',
    { momentum: 0.8 },
  ],
])('%s: a warning with the numbers', (_, settings, code, values) => {
  expect(found(plain, settings)).toEqual([{ code, node: '', severity: 'warning', values }]);
});

test('what does what it says is not warned of', () => {
  for (const settings of [{ warmup: 100 }, { warmup: 20 }, { schedule: { kind: 'cosine' }, warmup: 99 }, {}])
    expect(found(plain, settings)).toEqual([]);
});

test('the design that was handed in is refused for one image a batch', () => {
  const path = join(import.meta.dirname, '../fixtures/designs/norm-of-one-value.loom.json');
  const document: unknown = JSON.parse(readFileSync(path, 'utf8'));
  expect(found(document, { batch: 1 })).toMatchObject([{ code: 'train.normOneValue', node: 'bn' }]);
  expect(found(document, { batch: 4 })).toEqual([]);
});
