import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { peekDataSet } from '../../engine/data/peek.ts';
import { dataSettings } from '../../engine/settings/data.ts';
import { noise, open, png, refusal, temporaryFolder, write, writePngs } from './data-sets-on-disk.ts';

/** 12 good images; 23 empty ones and one that is cut off behind its header. */
async function corrupt(): Promise<string> {
  const folder = temporaryFolder();
  await writePngs(folder, { Cat: 6, Dog: 6 });
  for (let i = 0; i < 23; i++) write(folder, `${i % 2 === 0 ? 'Cat' : 'Dog'}/9${String(i).padStart(3, '0')}.jpg`, '');
  const whole = await png(noise(90, 5), 6, 5, 3);
  write(folder, 'Dog/cut.png', whole.subarray(0, whole.length - 40));
  return folder;
}

test('all images that cannot be read are counted at once, ten of them named', async () => {
  const folder = await corrupt();
  const said = await refusal(() => open(folder), folder);
  expect(said).toHaveLength(11);
  expect(said[0]).toBe(
    'data.badImages: 24 of 36 images cannot be read, 23 of them since they are empty (the first 10 are named). Replace or delete them, or go on without them: --skip-bad.',
  );
  expect(said[1]).toBe('data.emptyFile: DIR/Cat/9000.jpg is empty: it has 0 bytes. Replace or delete it.');
});

test('goes on without them where that is asked for, says so, and splits the rest as if they were not there', async () => {
  const folder = await corrupt();
  const settings = { skipBad: true, validation: 0.25, test: 0.25 };
  const set = await open(folder, settings);
  expect(set.skipped).toBe(24);
  expect(set.warnings).toMatchObject([{ code: 'data.skippedImages', values: { count: 24, total: 36, empty: 23 } }]);
  const { train, validation, test: held } = set.counts;
  expect(train + validation + held).toBe(12);
  for await (const { labels } of set.evaluationBatches('train', 4)) expect(labels.length).toBeGreaterThan(0);
  const again = await open(folder, settings, { memoryLimit: 0 });
  expect(again.counts).toEqual(set.counts);
  expect(again.statistics).toEqual(set.statistics);
  // The sheet counts what headers tell; pictures that cannot be decoded are not among its samples.
  const peek = await peekDataSet(dataSettings.parse({ path: folder, ...settings }));
  expect(peek.warnings).toMatchObject([{ code: 'data.skippedImages', values: { count: 23 } }]);
  expect((await peek.samples('train', 50)).every(({ path }) => path?.endsWith('cut.png') === false)).toBe(true);
});

test('a class of which nothing can be read is an error all the same', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 2, b: 2 });
  for (const name of ['1', '2']) write(folder, `c/${name}.png`, '');
  expect(await refusal(() => open(folder, { skipBad: true, test: 0, validation: 0 }), folder)).toEqual([
    'data.classUnreadable: None of the 2 images that the class c has for training can be read. Replace them, or remove the class.',
  ]);
});

test('what a file is decides, not what it is called', async () => {
  const folder = temporaryFolder();
  const image = sharp(noise(27, 1), { raw: { width: 3, height: 3, channels: 3 } });
  const jpeg = await image.jpeg().toBuffer();
  const endings = ['jpg', 'JPE', 'jfif', 'jif', 'pjpeg', 'png', 'centerlight'];
  for (const [i, ending] of endings.entries()) write(folder, `${i % 2 === 0 ? 'a' : 'b'}/${i}.${ending}`, jpeg);
  write(folder, 'a/subject01', await image.gif().toBuffer());
  write(folder, 'b/notes.txt', 'P1 and P2 are parts');
  const set = await open(folder, { test: 0, validation: 0 });
  expect(set.counts.train).toBe(8);
  expect(set.warnings).toMatchObject([
    { code: 'data.ignoredFiles', values: { count: 1, first: join(folder, 'b', 'notes.txt') } },
  ]);
});

/** Signs, white or `colour`, on a transparent ground. */
async function signs(folder: string, count: number, colour = 255): Promise<void> {
  for (let i = 0; i < count; i++) {
    const pixels = Uint8Array.from(
      { length: 64 },
      (_, k) => (k % 4 === 3 ? ((k >> 2) + i) % 2 : colour) * (k % 4 === 3 ? 255 : 1),
    );
    const file = await sharp(pixels, { raw: { width: 4, height: 4, channels: 4 } })
      .png()
      .toBuffer();
    write(folder, `${i % 2 === 0 ? 'a' : 'b'}/${colour}-${i}.png`, file);
  }
}

test('white on transparent is said to be so, and read on another ground', async () => {
  const folder = temporaryFolder();
  await signs(folder, 4);
  const settings = { test: 0, validation: 0 };
  expect(await refusal(() => open(folder, settings))).toEqual([
    'data.blankOnGround: 4 of 4 images are transparent, and nothing of them is left once they are laid on white. Choose another ground: --ground black, white or gray.',
  ]);
  const set = await open(folder, { ...settings, ground: 'black' });
  expect(set.warnings).toEqual([]);
  expect(set.statistics).toEqual({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
  await signs(folder, 4, 9);
  expect((await open(folder, settings)).warnings).toMatchObject([
    { code: 'data.blankOnGround', severity: 'warning', values: { blank: 4, images: 8 } },
  ]);
});

test('one image of 16 bits makes all of them 16 bits: 4,096 levels stay as many', async () => {
  const folder = temporaryFolder();
  const raw = { width: 64, height: 64, channels: 1 } as const;
  const levels = Uint16Array.from({ length: 4096 }, (_, i) => i);
  for (const name of ['a', 'b']) {
    const file = await sharp(levels, { raw }).toColourspace('grey16').png().toBuffer();
    write(folder, `${name}/wide.png`, file);
    write(folder, `${name}/byte.png`, await png(noise(4096, 3), 64, 64, 1));
  }
  const set = await open(folder, { test: 0, validation: 0 });
  expect([set.bits, set.shape.channels]).toEqual([16, 1]);
  const samples = await Promise.all([0, 1].map((index) => set.sample('train', index)));
  expect([...samples[1]!.pixels]).toEqual([...levels]);
  expect([...samples[0]!.pixels]).toEqual([...noise(4096, 3)].map((v) => 257 * v));
  const bytes = noise(4096, 3).reduce((sum, v) => sum + 257 * v, 0);
  expect(set.statistics.mean[0]).toBeCloseTo((bytes + (4095 * 4096) / 2) / 8192 / 65_535, 12);
  for (const memoryLimit of [0, 2 ** 30]) {
    const opened = await open(folder, { test: 0, validation: 0 }, { memoryLimit });
    const stream = opened.evaluationBatches('train', 2);
    const batch = await stream.next();
    const [mean, std] = [set.statistics.mean[0]!, set.statistics.std[0]!];
    expect(batch?.images[4096 + 4095]).toBe(Math.fround((4095 / 65_535 - mean) / std));
  }
});
