import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataSet, openDataSet } from '../../../engine/data/data-set.ts';
import { evaluate } from '../../../engine/host/jobs/evaluate.ts';
import { runImages } from '../../../engine/host/jobs/run-images.ts';
import { calls, results } from '../../../engine/host/protocol.ts';
import { classResults } from '../../../engine/settings/confusion.ts';
import { dataSettings } from '../../../engine/settings/data.ts';
import { alwaysRun } from '../../../engine/train/events.ts';
import { trainInto } from './kept-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'layerloom-shown-'));
const run = join(folder, 'run');
let data: DataSet;
beforeAll(async () => {
  const design = { kind: 'template', spec: 'template:cifar_plain?depth=8&filters=2' } as const;
  await trainInto(run, { design, data: { path: 'builtin:digits' }, settings: { maxSteps: 3, batch: 16 } });
  data = await openDataSet(dataSettings.parse({ path: 'builtin:digits' }), { workers: 0 });
}, 60_000);
afterAll(async () => {
  await data.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** The values of a PNG file's first channel. */
const grey = async (png: string): Promise<string> =>
  (await sharp(Buffer.from(png, 'base64')).extractChannel(0).raw().toBuffer()).toString('base64');

test('an evaluation shows images of every cell, no more than there are, each of its class and the surest first', async () => {
  const asked = calls.evaluate.parse({ run, device: 'cpu', examples: 3 });
  const { confusion, examples = [], classes } = results.evaluate.parse(await evaluate(asked, () => {}, alwaysRun));
  const labels = data.labels('test');
  const ofClass = new Map<string, number>();
  for (const [i, label] of labels.entries())
    ofClass.set(Buffer.from((await data.sample('test', i)).pixels).toString('base64'), label);
  for (const [label, row] of confusion.entries())
    for (const [predicted, count] of row.entries()) {
      const shown = examples.filter((one) => one.label === label && one.predicted === predicted);
      expect(shown).toHaveLength(Math.min(3, count));
      const sureness = shown.map(({ probability }) => probability);
      expect(sureness).toEqual([...sureness].sort((a, b) => b - a));
    }
  for (const { label, probability, png } of examples) {
    expect(ofClass.get(await grey(png))).toBe(label);
    // The likeliest class is at least as likely as any.
    expect(probability).toBeGreaterThanOrEqual(1 / classes.length);
  }
  expect(await evaluate(calls.evaluate.parse({ run, device: 'cpu' }), () => {}, alwaysRun)).not.toHaveProperty(
    'examples',
  );
});

test('images of a part: in turn of every class, or the one so far through it', async () => {
  const ask = async (params: object) =>
    (await runImages(calls.runImages.parse({ run, ...params }), () => {}, alwaysRun)).images;
  expect((await ask({ part: 'train', count: 10 })).map((image) => image.class)).toEqual(data.classes);
  for (const [at, index] of [
    [0, 0],
    [0.5, 180],
    [0.9999, 359],
  ] as const) {
    const [image] = await ask({ part: 'test', at });
    const { pixels, label } = await data.sample('test', index);
    expect(image!.class).toBe(data.classes[label]);
    expect(await grey(image!.png)).toBe(Buffer.from(pixels).toString('base64'));
  }
});

test('class by class: accuracy, precision and the commonest mistake, by hand', () => {
  const [a, b, c] = classResults([
    [6, 3, 1],
    [2, 8, 0],
    [0, 0, 0],
  ]);
  expect(a).toMatchObject({ images: 10, correct: 6, accuracy: 0.6, precision: 0.75, mistake: { index: 1, images: 3 } });
  expect(b).toMatchObject({ images: 10, accuracy: 0.8, precision: 8 / 11, mistake: { index: 0, images: 2 } });
  // Nothing can be said of a class without images.
  expect(c).toMatchObject({ images: 0, predicted: 1, accuracy: null, precision: null, mistake: null });
});
