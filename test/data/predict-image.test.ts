import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readNetworkInput } from '../../engine/data/predict-image.ts';
import { noise, open, png, refusal, temporaryFolder, write, writePngs } from './data-sets-on-disk.ts';

const decoding = { ground: 'white', bits: 8 } as const;

test('a file is read as the data set reads it', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 3, b: 3 });
  const set = await open(folder, { validation: 0, test: 0 });
  const batch = await set.trainBatches({ batch: 6, seed: 0, shuffle: false }).next();
  const { values } = await readNetworkInput(join(folder, 'b', '1.png'), set.shape, set.normalisation, decoding);
  expect([...values]).toEqual([...(batch?.images.subarray(4 * 90, 5 * 90) ?? [])]);
});

test('a colour picture of any size becomes a gray input of the right one', async () => {
  const path = write(temporaryFolder(), 'x.png', await png(noise(40 * 30 * 3, 8), 40, 30, 3));
  const { values } = await readNetworkInput(
    path,
    { channels: 1, height: 28, width: 28 },
    { mean: [0], std: [1] },
    decoding,
  );
  expect(values).toHaveLength(784);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThanOrEqual(1);
  expect(new Set(values).size).toBeGreaterThan(50);
});

test('refuses a file that is no image', async () => {
  const folder = temporaryFolder();
  const path = write(folder, 'x.png', 'text');
  const read = () => readNetworkInput(path, { channels: 1, height: 8, width: 8 }, { mean: [0], std: [1] }, decoding);
  expect(await refusal(read, folder)).toEqual([
    'data.notAnImage: DIR/x.png is a text file, whatever its name says. Replace or delete it.',
  ]);
});
