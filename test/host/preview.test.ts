import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import type { Fix } from '../../engine/base/diagnostics.ts';
import { blocks } from '../../engine/blocks/index.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { applyFix } from '../../engine/design/fix.ts';
import { checkTraining } from '../../engine/host/jobs/check-training.ts';
import { previewData } from '../../engine/host/jobs/preview-data.ts';
import { openDesign } from '../../engine/host/open-design.ts';
import { type CallInput, calls, results } from '../../engine/host/protocol.ts';
import type { DataFound } from '../../engine/host/runs-protocol.ts';
import { dataText } from '../../engine/host/terminal/data-text.ts';
import { alwaysRun } from '../../engine/train/events.ts';
import { inTemporaryFolder, run } from './in-process.ts';

const folder = inTemporaryFolder();

/** Red and blue squares, of a side that no other test has. */
beforeAll(async () => {
  for (const [name, count, background] of [
    ['blue', 4, '#00f'],
    ['red', 12, '#f00'],
  ] as const) {
    mkdirSync(join('squares', name), { recursive: true });
    const png = await sharp({ create: { width: 200, height: 100, channels: 3, background } })
      .png()
      .toBuffer();
    for (let i = 0; i < count; i++) writeFileSync(join('squares', name, `${i}.png`), png);
  }
});

const preview = async (input: CallInput<'previewData'>) =>
  results.previewData.parse(await previewData(calls.previewData.parse(input), () => {}, alwaysRun));

const check = async (change: Partial<CallInput<'checkTraining'>>) => {
  const input: CallInput<'checkTraining'> = {
    design: { kind: 'template', spec: 'template:cifar_resnet20' },
    data: { path: 'builtin:digits' },
    settings: {},
    out: 'run',
    ...change,
  };
  const checked = await checkTraining(calls.checkTraining.parse(input), () => {}, alwaysRun);
  return results.checkTraining.parse(checked);
};

test('a look at a folder: shape, classes by part, and as many samples of each class', async () => {
  const found = await preview({ data: { path: 'squares', validation: 0.25, test: 0 }, samples: 6 });
  expect(found).toMatchObject({ name: 'squares', height: 100, width: 200, channels: 3 });
  expect(found.counts).toEqual({ train: 12, validation: 4, test: 0 });
  expect(found.classes).toEqual([
    { name: 'blue', train: 3, validation: 1, test: 0 },
    { name: 'red', train: 9, validation: 3, test: 0 },
  ]);
  expect(found.samples.map(({ part, label }) => `${part} ${label}`)).toEqual([
    'train 0',
    'train 1',
    'train 0',
    'train 1',
    'train 0',
    'train 1',
  ]);
  const [blue] = found.samples;
  expect(blue?.path).toMatch(/blue\/\d+\.png$/);
  const { data, info } = await sharp(Buffer.from(blue?.png ?? '', 'base64'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 96, height: 48 });
  expect([...data.subarray(0, 3)]).toEqual([0, 0, 255]);
});

test('samples show what the run would see: the size and the channels that are asked for', async () => {
  const data = { path: 'builtin:digits', resize: { height: 16, width: 12 } };
  const { samples, ...found } = await preview({ data, samples: 10 });
  expect(found).toMatchObject({ height: 16, width: 12, channels: 1 });
  expect(samples.map(({ label }) => label)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(await sharp(Buffer.from(samples[0]?.png ?? '', 'base64')).metadata()).toMatchObject({ width: 12, height: 16 });
});

test('a training that would start: what it takes', async () => {
  const { problems, facts } = await check({});
  expect(problems).toEqual([]);
  expect(facts).toMatchObject({
    device: { id: 'cpu' },
    data: { name: 'digits', height: 8, width: 8, channels: 1, counts: { train: 1293 } },
    classes: 10,
    stepsPerEpoch: 20,
    steps: 200,
  });
  expect(facts.memory?.predictedBytes).toBeGreaterThan(1e6);
  expect(facts.disk?.neededBytes).toBeGreaterThan(3 * 4 * (facts.params ?? 0));
  expect(facts.disk?.freeBytes).toBeGreaterThan(0);
});

test('what would fail is named, all at once', async () => {
  mkdirSync('taken');
  writeFileSync('taken/run.json', '{}');
  const document = { kind: 'document', document: {}, name: 'empty' } as const;
  const codes = async (change: Parameters<typeof check>[0]) =>
    (await check(change)).problems.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  expect(await codes({ data: { path: join(folder, 'nowhere') } })).toEqual(['data.notFound']);
  expect(await codes({ device: 'abacus', settings: { batch: 5000 } })).toEqual([
    'device.unknown',
    'data.batchTooLarge',
  ]);
  expect(await codes({ data: { path: 'squares', test: 0 }, settings: { batch: 8 }, test: true, out: 'taken' })).toEqual(
    ['data.noTest', 'run.exists'],
  );
  expect((await codes({ design: document })).length).toBeGreaterThan(0);
  const tooLarge = await check({
    design: { kind: 'template', spec: 'template:resnet50' },
    data: { path: 'squares', resize: { height: 4096, width: 4096 } },
    settings: { batch: 10 },
  });
  expect(tooLarge.problems).toMatchObject([{ code: 'train.memory', severity: 'error', field: 'batch' }]);
});

test('what a setting would mend has it for a fix, and with that the training starts', async () => {
  const fixOf = async (change: Parameters<typeof check>[0]) => (await check(change)).problems.map(({ fixes }) => fixes);
  const fix = (field: string, value: number) => [[{ actions: [{ do: 'setSetting', field, value }] }]];
  expect(await fixOf({ settings: { batch: 5000 } })).toMatchObject(fix('batch', 1293));
  expect((await check({ settings: { batch: 1293 } })).problems).toEqual([]);
  const crop = (pixels: number) => ({ data: { path: 'builtin:digits', augment: { crop: pixels } } });
  expect(await fixOf(crop(9))).toMatchObject(fix('augment.crop', 7));
  expect((await check(crop(7))).problems).toEqual([]);
  const large = (batch: number) => ({
    design: { kind: 'template', spec: 'template:resnet50' } as const,
    data: { path: 'squares', resize: { height: 224, width: 224 }, validation: 0, test: 0 },
    settings: { batch },
  });
  // A batch for which this machine has no memory; with the one that fits there is nothing left but that there are too
  // few images.
  const { values, fixes } = (await check(large(60_000))).problems.find(({ code }) => code === 'train.memory')!;
  expect(fixes).toMatchObject([{ actions: [{ do: 'setSetting', field: 'batch', value: values['fits'] }] }]);
  const mended = (await check(large(Number(values['fits'])))).problems;
  expect(mended.filter(({ code }) => code === 'train.memory')).toEqual([]);
});

test('a classifier with no dense layer in front gets one with as many units as there are classes', async () => {
  const node = (id: string, kind: string, from?: string, params?: object) => ({
    id,
    kind,
    ...(params ? { params } : {}),
    ...(from ? { inputs: { in: [from] } } : {}),
  });
  const nodes = [
    node('input', 'input', undefined, { height: 8, width: 8, channels: 1 }),
    node('flatten', 'flatten', 'input'),
    node('classifier', 'classifier', 'flatten'),
  ];
  const { document } = openDesign({
    kind: 'document',
    document: { format: 'layerloom', version: 1, nodes },
    name: 'x',
  });
  const asked = (drawn: LoomDocument) => check({ design: { kind: 'document', document: drawn, name: 'x' } });
  const [found] = (await asked(document)).problems;
  expect(found).toMatchObject({
    code: 'data.classesDiffer',
    fixes: [{ code: 'dense.insert', values: { classes: 10 } }],
  });
  const mended = applyFix(document, found!.fixes[0] as Fix, blocks).document;
  expect((await asked(mended)).problems).toEqual([]);
});

test('what a folder was found to be: its parts by name, which are held out, what is not used', async () => {
  const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#0f0' } })
    .png()
    .toBuffer();
  for (const [name, count] of [
    ['set/Training/a', 10],
    ['set/Training/b', 10],
    ['set/Testing/a', 2],
    ['set/Testing/b', 3],
    ['set/pred', 4],
  ] as const) {
    mkdirSync(join('found', name), { recursive: true });
    for (let i = 0; i < count; i++) writeFileSync(join('found', name, `${i}.png`), png);
  }
  const { warnings, samples, ...found } = await preview({ data: { path: 'found' }, samples: 0 });
  expect(samples).toEqual([]);
  expect(found).toEqual({
    name: 'found',
    height: 4,
    width: 4,
    channels: 3,
    counts: { train: 18, validation: 2, test: 5 },
    form: 'a folder of images for each class',
    at: join(folder, 'found'),
    layout: { parts: 'train=set/Training,test=set/Testing', classesFrom: 'folders', exclude: [] },
    heldOut: ['validation'],
    classes: [
      { name: 'a', train: 9, validation: 1, test: 2 },
      { name: 'b', train: 9, validation: 1, test: 3 },
    ],
  });
  expect(warnings).toMatchObject([{ code: 'data.unusedUnlabelled', values: { count: 4 } }]);
});

test('inspect --data says it to people and to programs, with a design and without', async () => {
  const plain = await run(['inspect', '--data', 'found']);
  expect(plain.stdout).toContain('18 train (set/Training), 2 validation (held out at random), 5 test (set/Testing)');
  expect(plain.stdout).toMatch(/^a +9 +1 +2$/m);
  expect(plain.stderr).toContain('pred is not used (4 images)');
  const parsed = JSON.parse((await run(['inspect', '--data', 'found', '--json'])).stdout) as DataFound;
  expect(parsed).toMatchObject({ counts: { test: 5 }, warnings: [{ code: 'data.unusedUnlabelled' }] });
  const both = JSON.parse((await run(['inspect', 'template:cifar_resnet20', '--data', 'found', '--json'])).stdout);
  expect(both).toMatchObject({ data: { classes: [{ name: 'a' }, { name: 'b' }] } });
  expect((await run(['inspect', 'template:cifar_resnet20', '--parts', 'all=.'])).stderr).toContain(
    '--data, which is missing',
  );
  expect((await run(['inspect'])).stderr).toContain('missing required argument');
});

test('long lists of classes are cut, with a count', () => {
  const classes = Array.from({ length: 25 }, (_, i) => ({ name: `c${i}`, train: 1, validation: 0, test: 0 }));
  const size = { height: 1, width: 1, channels: 1 };
  const counts = { train: 25, validation: 0, test: 0 };
  const lines = dataText({ name: 'x', ...size, counts, form: 'f', at: '/x', layout: null, heldOut: [], classes });
  expect(lines.at(-1)).toContain('… and 5 more classes');
  expect(lines).toHaveLength(3 + 2 + 20 + 1);
});
