import { expect, test } from 'vitest';
import { realImages } from '../../engine/host/jobs/real-images.ts';
import { dataSettings } from '../../engine/settings/data.ts';
import { noise, png, temporaryFolder, write, writeIdx, writePngs } from '../data/data-sets-on-disk.ts';

test('a network is compared on images spread over the test part, normalised as in its run', async () => {
  const folder = temporaryFolder();
  const { test } = writeIdx(folder);
  const shape = { channels: 1, height: 4, width: 3 };
  const found = await realImages(dataSettings.parse({ path: folder }), shape, { mean: [0.5], std: [0.25] }, 3);
  const wanted = [0, 2, 4].flatMap((image) => Array.from(test.pixels.subarray(image * 12, image * 12 + 12)));
  expect(found.count).toBe(3);
  for (const [i, byte] of wanted.entries()) expect(found.pixels[i]).toBeCloseTo((byte / 255 - 0.5) / 0.25, 5);
});

test('without a run by their own statistics', async () => {
  const folder = temporaryFolder();
  writeIdx(folder);
  const { pixels } = await realImages(
    dataSettings.parse({ path: folder }),
    { channels: 1, height: 4, width: 3 },
    null,
    3,
  );
  const mean = pixels.reduce((a, b) => a + b) / pixels.length;
  expect(mean).toBeCloseTo(0, 5);
  expect(pixels.reduce((a, b) => a + (b - mean) ** 2, 0) / pixels.length).toBeCloseTo(1, 4);
});

test('a network whose channels are no colours gets another image in each', async () => {
  const folder = temporaryFolder();
  const { test } = writeIdx(folder);
  const settings = dataSettings.parse({ path: folder });
  const { pixels, source } = await realImages(settings, { channels: 7, height: 4, width: 3 }, null, 1);
  expect(source.onePerChannel).toBe(true);
  const order = (numbers: Iterable<number>) => [...numbers].map((_, i, all) => Math.sign(all[i]! - all[0]!));
  expect(order(pixels)).toEqual(order(test.pixels));
});

test('no image is decoded that is not compared', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { 'train/a': 2, 'train/b': 2, 'test/a': 1, 'test/b': 1 });
  const whole = await png(noise(90, 9), 6, 5, 3);
  write(folder, 'train/b/cut.png', whole.subarray(0, whole.length - 30));
  const found = await realImages(dataSettings.parse({ path: folder }), { channels: 3, height: 6, width: 5 }, null, 2);
  expect(found).toMatchObject({ count: 2, source: { part: 'test' } });
});
