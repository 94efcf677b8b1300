import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BatchStream } from '../../engine/data/batch-stream.ts';
import type { DataSet } from '../../engine/data/data-set.ts';
import { open, refusal, temporaryFolder, writeIdx, writePngs } from './data-sets-on-disk.ts';

interface Kept {
  readonly step: number;
  readonly epoch: number;
  readonly count: number;
  readonly images: readonly number[];
  readonly labels: readonly bigint[];
}

async function drain(stream: BatchStream): Promise<Kept[]> {
  const kept: Kept[] = [];
  for await (const { images, labels, ...rest } of stream)
    kept.push({ ...rest, images: [...images], labels: [...labels] });
  return kept;
}

const augment = { crop: 2, flip: true, cutout: 2 };

/** Two worker threads, decoded images in memory or not, against batches made in this thread. */
async function openThrice(): Promise<DataSet[]> {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 9, b: 8 });
  return [
    await open(folder, { test: 0.2 }),
    await open(folder, { test: 0.2 }, { workers: 2 }),
    await open(folder, { test: 0.2 }, { workers: 3, memoryLimit: 0 }),
  ];
}

test('batches are the same with any number of threads, decoded before or when needed, and from any step on', async () => {
  const [local, threads, decoding] = (await openThrice()) as [DataSet, DataSet, DataSet];
  const options = { batch: 3, seed: 11, shuffle: true, augment, to: 13 };
  const expected = await drain(local.trainBatches(options));
  expect(expected.map(({ step }) => step)).toEqual(Array.from({ length: 13 }, (_, i) => i));
  expect(expected.map(({ epoch }) => epoch)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3]);
  for (const set of [threads, decoding]) {
    await fc.assert(
      fc.asyncProperty(fc.nat(12), async (from) => {
        expect(await drain(set.trainBatches({ ...options, from }))).toEqual(expected.slice(from));
      }),
      { numRuns: 5 },
    );
    expect(await drain(set.evaluationBatches('test', 2))).toEqual(await drain(local.evaluationBatches('test', 2)));
  }
});

test('two streams of one data set do not disturb each other', async () => {
  const folder = temporaryFolder();
  writeIdx(folder);
  const set = await open(folder, {}, { workers: 2 });
  const train = { batch: 4, seed: 1, shuffle: true, augment, to: 6 };
  const alone = [await drain(set.trainBatches(train)), await drain(set.evaluationBatches('test', 3))];
  expect(await Promise.all([drain(set.trainBatches(train)), drain(set.evaluationBatches('test', 3))])).toEqual(alone);
});

test('an epoch shows each training image at most once, in an order of its own, labels with their images', async () => {
  const folder = temporaryFolder();
  writeIdx(folder);
  const set = await open(folder, { validation: 0.1 });
  const samples = await Promise.all(Array.from({ length: 18 }, (_, i) => set.sample('train', i)));
  const byPixels = new Map(samples.map(({ pixels, label }) => [pixels.join(), label]));
  const restored = (images: readonly number[], slot: number): string =>
    images
      .slice(12 * slot, 12 * slot + 12)
      .map((x) => Math.round(255 * (x * (set.normalisation.std[0] as number) + (set.normalisation.mean[0] as number))))
      .join();
  expect(set.stepsPerEpoch(4)).toBe(4);
  const batches = await drain(set.trainBatches({ batch: 4, seed: 3, shuffle: true, to: 8 }));
  const orders = [0, 1].map((epoch) => {
    const shown = batches.filter((batch) => batch.epoch === epoch);
    return shown.flatMap(({ images, labels }) =>
      labels.map((label, slot) => {
        const pixels = restored(images, slot);
        expect(byPixels.get(pixels)).toBe(Number(label));
        return pixels;
      }),
    );
  });
  for (const order of orders) expect(new Set(order).size).toBe(16);
  expect(orders[0]).not.toEqual(orders[1]);
  const [inOrder] = await drain(set.trainBatches({ batch: 4, seed: 3, shuffle: false, to: 1 }));
  expect([0, 1, 2, 3].map((slot) => restored(inOrder?.images ?? [], slot))).toEqual([...byPixels.keys()].slice(0, 4));
});

test('another seed gives other batches, another epoch other augmentation', async () => {
  const folder = temporaryFolder();
  writeIdx(folder);
  const set = await open(folder, { validation: 0 });
  const of = async (seed: number, step: number) =>
    (await drain(set.trainBatches({ batch: 20, seed, shuffle: false, augment, from: step, to: step + 1 })))[0]?.images;
  expect(await of(1, 0)).toEqual(await of(1, 0));
  expect(await of(2, 0)).not.toEqual(await of(1, 0));
  expect(await of(1, 1)).not.toEqual(await of(1, 0));
});

test('evaluation shows every image once and pads the last batch', async () => {
  const folder = temporaryFolder();
  const { test: written } = writeIdx(folder);
  const set = await open(folder);
  const batches = await drain(set.evaluationBatches('test', 3));
  expect(batches.map(({ count }) => count)).toEqual([3, 3, 1]);
  expect(batches.flatMap(({ labels, count }) => labels.slice(0, count).map(Number))).toEqual(written.labels);
  const last = batches[2] as Kept;
  expect(last.labels).toEqual([0n, 0n, 0n]);
  expect(last.images.slice(12)).toEqual(new Array<number>(24).fill(0));
  expect(last.images.slice(0, 12).some((x) => x !== 0)).toBe(true);
});

test('buffers travel in a circle: a long run uses no more than are on the way', async () => {
  const folder = temporaryFolder();
  writeIdx(folder);
  const set = await open(folder);
  const seen = new Set<ArrayBuffer>();
  for await (const { images } of set.trainBatches({ batch: 2, seed: 1, shuffle: true, augment, to: 200 })) {
    seen.add(images.buffer);
  }
  expect(seen.size).toBe(1);
});

test('an image that is gone in the middle of a training is named', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 2, b: 2 });
  for (const workers of [0, 1]) {
    const set = await open(folder, { validation: 0, test: 0 }, { workers, memoryLimit: 0 });
    rmSync(join(folder, 'b', '1.png'), { force: true });
    const stream = set.trainBatches({ batch: 4, seed: 1, shuffle: true, to: 1 });
    expect(await refusal(() => stream.next(), folder)).toEqual([
      'data.notFound: There is no file or folder DIR/b/1.png. Check the spelling, or use builtin:digits or builtin:fashion.',
    ]);
    await writePngs(folder, { b: 2 });
  }
});

test('refuses a batch larger than the training set, an augmentation larger than an image, and parts that are empty', async () => {
  const folder = temporaryFolder();
  writeIdx(folder);
  for (const part of ['images-idx3', 'labels-idx1']) rmSync(join(folder, `t10k-${part}-ubyte`));
  const set = await open(folder, { validation: 0 });
  const name = set.name;
  const options = { batch: 21, seed: 0, shuffle: true, augment: { crop: 3, flip: false, cutout: 0 } };
  expect(await refusal(() => set.trainBatches(options))).toEqual([
    'data.cropTooLarge: Cropping with 3 pixels around images of 4 × 3 leaves none of the image at times. Use at most 2.',
    'data.batchTooLarge: A batch of 21 is larger than the training set of 20 images. Use a batch of at most 20.',
  ]);
  expect(await refusal(() => set.evaluationBatches('test', 4))).toEqual([
    `data.noTest: ${name} has no test images. Add a test folder beside train, or evaluate on the validation images.`,
  ]);
  expect(await refusal(() => set.evaluationBatches('validation', 4))).toEqual([
    `data.noValidation: ${name} has no validation images: none are held out. Hold some out, for instance --validation 0.1.`,
  ]);
});
