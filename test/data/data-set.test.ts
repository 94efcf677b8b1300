import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram, normalisationTable } from '../../engine/data/normalisation.ts';
import { idxImages, noise, open, refusal, temporaryFolder, write, writeIdx, writePngs } from './data-sets-on-disk.ts';

test('the bundled sets are whole and balanced', async () => {
  const digits = await open('builtin:digits', { validation: 0 });
  expect(digits.shape).toEqual({ channels: 1, height: 8, width: 8 });
  expect(digits.counts).toEqual({ train: 1437, validation: 0, test: 360 });
  expect(digits.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  // The first row of UCI's optdigits.tes: 0,0,5,13,9,1,0,0, 0,0,13,15,10,15,5,0, …, of 16; a zero.
  const { pixels, label } = await digits.sample('train', 0);
  const counted = [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0];
  expect([...pixels.subarray(0, 16)]).toEqual(counted.map((dark) => Math.round((dark * 255) / 16)));
  expect(label).toBe(0);

  const fashion = await open('builtin:fashion');
  expect(fashion.shape).toEqual({ channels: 1, height: 28, width: 28 });
  expect(fashion.balance).toEqual({
    train: new Array<number>(10).fill(720),
    validation: new Array<number>(10).fill(80),
    test: new Array<number>(10).fill(200),
  });
  expect(fashion.classes[9]).toBe('Ankle boot');
  expect(fashion.name).toBe('fashion');
  // Of all 60,000 training images, mean 0.2860 and deviation 0.3530 are the numbers that everybody uses.
  expect(fashion.normalisation.mean[0]).toBeCloseTo(0.286, 2);
  expect(fashion.normalisation.std[0]).toBeCloseTo(0.353, 2);
});

test('statistics are those of the definition, per channel', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.constantFrom(1, 3), fc.nat(), (images, channels, salt) => {
      const shape = { channels, height: 3, width: 5 };
      const size = 15 * channels;
      const pixels = noise(images * size, salt);
      const histogram = new Histogram(shape, 8);
      for (let i = 0; i < images; i++) histogram.add(pixels, i * size);
      const { mean, std } = histogram.normalisation();
      for (let channel = 0; channel < channels; channel++) {
        const values = [...pixels].filter((_, i) => Math.floor((i % size) / 15) === channel).map((v) => v / 255);
        const expected = values.reduce((a, b) => a + b) / values.length;
        const variance = values.reduce((sum, v) => sum + (v - expected) ** 2, 0) / values.length;
        expect(mean[channel]).toBeCloseTo(expected, 12);
        expect(std[channel]).toBeCloseTo(Math.sqrt(variance), 12);
      }
    }),
  );
});

test('statistics are of the training images alone, and batches are normalised by them exactly', async () => {
  const folder = temporaryFolder();
  writeIdx(folder);
  const set = await open(folder, { validation: 0.25 });
  const samples = await Promise.all(Array.from({ length: 15 }, (_, i) => set.sample('train', i)));
  const bytes = samples.flatMap(({ pixels }) => Array.from(pixels));
  const mean = bytes.reduce((a, b) => a + b) / bytes.length / 255;
  expect(set.normalisation.mean[0]).toBeCloseTo(mean, 12);
  const batch = await set.trainBatches({ batch: 15, seed: 0, shuffle: false }).next();
  const [m = 0, s = 0] = [set.normalisation.mean[0], set.normalisation.std[0]];
  expect([...(batch?.images ?? [])]).toEqual(bytes.map((v) => Math.fround((v / 255 - m) / s)));
});

test('statistics do not depend on whether decoded images are kept', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 5, b: 5 });
  const kept = await open(folder);
  const decoded = await open(folder, {}, { memoryLimit: 0 });
  expect(decoded.normalisation).toEqual(kept.normalisation);
  expect((await decoded.sample('train', 3)).path).toContain(folder);
  expect((await decoded.sample('train', 3)).pixels).toEqual((await kept.sample('train', 3)).pixels);
});

test('statistics of an earlier run can take their place', async () => {
  const folder = temporaryFolder();
  writeIdx(folder);
  const normalisation = { mean: [0.5], std: [0.25] };
  const set = await open(folder, {}, { normalisation });
  const batch = await set.evaluationBatches('test', 1).next();
  const { pixels } = await set.sample('test', 0);
  expect(set.normalisation).toEqual(normalisation);
  expect([...(batch?.images ?? [])]).toEqual([...pixels].map((v) => Math.fround((v / 255 - 0.5) / 0.25)));
});

test('a constant channel is told and not divided by', async () => {
  const folder = temporaryFolder();
  writeIdx(folder);
  write(folder, 'train-images-idx3-ubyte', idxImages(new Uint8Array(240).fill(51), 20, 4, 3));
  const set = await open(folder);
  expect(set.warnings).toMatchObject([{ code: 'data.constantChannel', values: { channel: 0, value: 51 } }]);
  expect(set.normalisation).toEqual({ mean: [0.2], std: [1] });
  expect(normalisationTable(set.normalisation, 8)[51]).toBe(0);
});

test('images in memory are resized and get the channels that are asked for', async () => {
  const folder = temporaryFolder();
  const { train } = writeIdx(folder);
  const set = await open(folder, { grayscale: false, validation: 0 });
  expect(set.shape).toEqual({ channels: 3, height: 4, width: 3 });
  const first = [...train.pixels.subarray(0, 12)];
  expect([...(await set.sample('train', 0)).pixels]).toEqual([...first, ...first, ...first]);
  const larger = await open(folder, { resize: { height: 8, width: 6 }, validation: 0 });
  expect(larger.shape).toEqual({ channels: 1, height: 8, width: 6 });
  expect((await larger.sample('test', 6)).pixels).toHaveLength(48);
});

test('opening tells how far it is', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 3, b: 2 });
  const told: string[] = [];
  await open(folder, {}, { onProgress: (phase, done, total) => told.push(`${phase} ${done}/${total}`) });
  expect(told).toEqual(['headers', 'pixels'].flatMap((phase) => [1, 2, 3, 4, 5].map((done) => `${phase} ${done}/5`)));
});

test('opening can be called off', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 30, b: 30 });
  const controller = new AbortController();
  const opening = open(folder, {}, { signal: controller.signal, onProgress: () => controller.abort() });
  await expect(opening).rejects.toThrow('aborted');
});

test('refuses paths that are no data set, and says what was found', async () => {
  const folder = temporaryFolder();
  const file = write(folder, 'set.zip', 'PK');
  write(folder, 'readme.txt', 'hello');
  mkdirSync(join(folder, 'none'));
  expect(await refusal(() => open('builtin:mnist'))).toEqual([
    'data.unknownBuiltin: There is no bundled data set builtin:mnist. There are: builtin:digits, builtin:fashion.',
  ]);
  expect(await refusal(() => open(join(folder, 'nowhere')), folder)).toEqual([
    'data.notFound: There is no file or folder DIR/nowhere. Check the spelling, or use builtin:digits or builtin:fashion.',
  ]);
  expect(await refusal(() => open(file), folder)).toEqual([
    'data.isArchive: DIR/set.zip is an archive. Unpack it and give the folder that comes out.',
  ]);
  expect(await refusal(() => open(join(folder, 'readme.txt')), folder)).toEqual([
    'data.isFile: DIR/readme.txt is a file. Give the folder that holds the data set.',
  ]);
  expect(await refusal(() => open(join(folder, 'none')), folder)).toEqual([
    'data.unrecognised: DIR/none holds no data set of a known form: it has nothing. Known forms: CIFAR-10, binary version; CIFAR-10, Python version; CIFAR-100, binary version; CIFAR-100, Python version; IDX files (MNIST, Fashion-MNIST); STL-10, binary version; SVHN, cropped digits; NumPy arrays (mnist.npz, MedMNIST, Kuzushiji); a folder of images for each class. Put the images of each class into a folder of their own.',
  ]);
  writeIdx(join(folder, 'MNIST', 'raw'));
  writeIdx(join(folder, 'FashionMNIST', 'raw'));
  expect(await refusal(() => open(folder), folder)).toEqual([
    'data.ambiguous: DIR holds several data sets: DIR/FashionMNIST/raw, DIR/MNIST/raw. Give one of these folders.',
  ]);
});
