import { describe, expect, test } from 'vitest';
import type { LoomDocument } from '../../../engine/design/document.ts';
import { parseDocument } from '../../../engine/design/parse.ts';
import { axisMarks, axisName } from '../../../engine/settings/sweep-axis.ts';
import { axesOf, axisKey, proposed, readValues, sweepDesigns } from '../../../renderer/state/sweep-plan.ts';
import { sweepSecondsLeft, sweepShare } from '../../../renderer/state/sweep-progress.ts';

const { document } = parseDocument(
  JSON.stringify({
    format: 'layerloom',
    version: 1,
    name: 'mine20',
    params: {
      depth: { type: 'number', default: 20, min: 8 },
      norm: { type: 'text', default: 'batch', options: ['batch', 'none'] },
      skip: { type: 'boolean', default: true },
      widths: { type: 'list', default: [8, 16] },
    },
    nodes: [],
    blocks: {},
  }),
  'mine20',
) as { readonly document: LoomDocument };

const axis = (key: string) => axesOf(document, {}).find((one) => axisKey(one) === key)!;
const plan = (key: string, typed: string) =>
  sweepDesigns(axis(key), readValues(axis(key), typed).values, {
    document,
    settings: { batch: 32 },
    chosen: ['cifar_plain', 'cifar_resnet'],
  });

test('a sweep turns any parameter of the open design and any setting of its training, or the depth of ready networks', () => {
  const keys = axesOf(document, {}).map(axisKey);
  expect(keys.slice(0, 3)).toEqual(['design depth', 'design norm', 'design skip']);
  for (const key of ['setting learningRate', 'setting seed', 'setting optimizer.kind', 'families depth'])
    expect(keys).toContain(key);
  // A list is no point of an axis; what the images are is the same for all.
  expect(keys.filter((key) => /widths|data\.|augment\./.test(key))).toEqual([]);
});

test('a value of the design goes into its own copy, and into its name where that ends in the depth', () => {
  const designs = plan('design depth', '20, 8, 14, 8');
  expect(designs.map(({ axis: at, depth }) => [at, depth])).toEqual([
    [{ name: 'depth', value: '8' }, 0],
    [{ name: 'depth', value: '14' }, 1],
    [{ name: 'depth', value: '20' }, 2],
  ]);
  const documents = designs.map(({ design }) => (design as { document: LoomDocument }).document);
  expect(documents.map(({ name, params }) => [name, params['depth']!.default])).toEqual([
    ['mine8', 8],
    ['mine14', 14],
    ['mine20', 20],
  ]);
  expect(document.params['depth']!.default).toBe(20);
  expect(designs.every(({ settings }) => settings === undefined)).toBe(true);
  const choices = plan('design norm', 'none, batch').map(
    ({ design }) => (design as { document: LoomDocument }).document,
  );
  expect(choices.map(({ params }) => params['norm']!.default)).toEqual(['batch', 'none']);
  const truths = plan('design skip', 'true, false').map(
    ({ design }) => (design as { document: LoomDocument }).document,
  );
  expect(truths.map(({ params }) => params['skip']!.default)).toEqual([true, false]);
});

test('a value of a setting goes into the settings of its run, beside those that are chosen; labels are folders', () => {
  const designs = plan('setting optimizer.kind', 'adam, sgd');
  expect(designs.map(({ label, settings }) => [label, settings])).toEqual([
    ['mine20-optimizer.kind-sgd', { batch: 32, optimizer: { kind: 'sgd' } }],
    ['mine20-optimizer.kind-adam', { batch: 32, optimizer: { kind: 'adam' } }],
  ]);
  expect(plan('setting learningRate', '1e-3 0.1').map(({ settings }) => settings)).toEqual([
    { batch: 32, learningRate: 0.001 },
    { batch: 32, learningRate: 0.1 },
  ]);
  expect(plan('families depth', '14, 8').map(({ label }) => label)).toEqual([
    'cifar_plain-8',
    'cifar_plain-14',
    'cifar_resnet-8',
    'cifar_resnet-14',
  ]);
});

test('what is no value is told, and each proposal is values of its axis', () => {
  expect(readValues(axis('setting seed'), '1, 2.5, x')).toEqual({ values: [1], wrong: ['2.5', 'x'] });
  expect(readValues(axis('design norm'), 'batch, group')).toEqual({ values: ['batch'], wrong: ['group'] });
  for (const one of axesOf(document, {})) {
    const { values, wrong } = readValues(one, proposed(one));
    expect([axisKey(one), wrong, values.length > 1]).toEqual([axisKey(one), [], true]);
  }
});

describe('on the axis', () => {
  const at = (...values: string[]) =>
    axisMarks(values.map((value, depth) => ({ depth, axis: { name: 'x', value } }))).map(({ at: place }) =>
      Number(place.toFixed(2)),
    );
  test('numbers stand by their size, those far apart by their logarithms, choices evenly, one in the middle', () => {
    expect(at('8', '14', '32')).toEqual([0, 0.25, 1]);
    expect(at('0.001', '0.01', '0.1')).toEqual([0, 0.5, 1]);
    expect(at('batch', 'group', 'none')).toEqual([0, 0.5, 1]);
    expect(at('7')).toEqual([0.5]);
    expect(axisMarks([{ depth: 56 }, { depth: 20 }, { depth: 20 }])).toEqual([
      { depth: 20, label: '20', at: 0 },
      { depth: 56, label: '56', at: 1 },
    ]);
  });
  test('runs of sweeps over different things have no axis together', () => {
    const rate = { depth: 0, axis: { name: 'learningRate', value: '0.1' } };
    expect([axisName([rate, rate]), axisName([{ depth: 8 }]), axisName([rate, { depth: 8 }])]).toEqual([
      'learningRate',
      null,
      undefined,
    ]);
  });
});

test('progress and time left are of the whole sweep, by its multiplications', () => {
  // Half of the second of three: 0.1 + 0.15 done; its other half, 0.15, takes 30 s, so the 0.6 to come take 120.
  const work = { before: 0.1, own: 0.3 };
  expect(sweepShare(work, 0.5)).toBeCloseTo(0.25);
  expect(sweepSecondsLeft(work, 0.5, 30)).toBeCloseTo(150);
  expect(sweepSecondsLeft({ before: 0.7, own: 0.3 }, 0.5, 30)).toBeCloseTo(30);
});
