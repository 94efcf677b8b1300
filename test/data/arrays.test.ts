import { join } from 'node:path';
import { expect, test } from 'vitest';
import { npy, npz } from './array-bytes.ts';
import { noise, open, refusal, temporaryFolder, write, writePngs } from './data-sets-on-disk.ts';
import { le } from './image-bytes.ts';

const whole = { validation: 0 } as const;

test.each([true, false])("reads Keras' mnist.npz, packed %s", async (packed) => {
  const folder = temporaryFolder();
  const images = (count: number, salt: number) => npy('|u1', [count, 2, 3], noise(6 * count, salt));
  const arrays = {
    x_train: images(4, 1),
    y_train: npy('<i8', [4], Buffer.concat([0, 1, 0, 1].map((v) => le(4, v, 0)))),
    x_test: images(2, 2),
    y_test: npy('>i4', [2], Buffer.from([0, 0, 0, 1, 0, 0, 0, 0])),
  };
  write(folder, 'mnist.npz', npz(arrays, packed));
  const set = await open(folder, whole);
  expect(set.shape).toEqual({ channels: 1, height: 2, width: 3 });
  expect([...(await set.sample('train', 3)).pixels]).toEqual([...noise(24, 1).subarray(18)]);
  expect((await set.sample('test', 0)).label).toBe(1);
});

test('reads MedMNIST: parts of its own, channels behind, labels in a column', async () => {
  const folder = temporaryFolder();
  const part = (name: string, count: number, salt: number) => ({
    [`${name}_images`]: npy('|u1', [count, 2, 2, 3], noise(12 * count, salt)),
    [`${name}_labels`]: npy(
      '|u1',
      [count, 1],
      Uint8Array.from({ length: count }, (_, i) => i % 2),
    ),
  });
  write(folder, 'bloodmnist.npz', npz({ ...part('train', 4, 1), ...part('val', 2, 2), ...part('test', 3, 3) }));
  const set = await open(folder);
  expect(set.counts).toEqual({ train: 4, validation: 2, test: 3 });
  const bytes = noise(24, 2).subarray(12);
  const planes = [0, 1, 2].flatMap((c) => [0, 1, 2, 3].map((i) => bytes[3 * i + c]));
  expect([...(await set.sample('validation', 1)).pixels]).toEqual(planes);
});

test('reads the Kuzushiji sets, an array a file, and asks where two lie together', async () => {
  const folder = temporaryFolder();
  const writeSet = (name: string, classes: number): void => {
    for (const part of ['train', 'test']) {
      const array = (content: Buffer) => npz({ arr_0: content });
      write(folder, `${name}-${part}-imgs.npz`, array(npy('|u1', [classes, 2, 2], noise(4 * classes, 1))));
      const labels = Uint8Array.from({ length: classes }, (_, i) => i);
      write(folder, `${name}-${part}-labels.npz`, array(npy('|u1', [classes], labels)));
    }
    const rows = Array.from({ length: classes }, (_, i) => `${i},U+304${i},${'ぁあぃいぅ'[i]}`);
    write(folder, `${name}_classmap.csv`, ['index,codepoint,char', ...rows].join('\n'));
  };
  writeSet('k49', 5);
  expect((await open(folder, whole)).classes).toEqual(['ぁ', 'あ', 'ぃ', 'い', 'ぅ']);
  writeSet('kmnist', 2);
  expect(await refusal(() => open(folder), folder)).toEqual([
    'data.severalInFolder: DIR holds the files of 2 data sets. Choose one: --data DIR/k49; --data DIR/kmnist.',
  ]);
  expect((await open(join(folder, 'kmnist'), whole)).classes).toEqual(['ぁ', 'あ']);
  write(folder, 'kmnist_classmap.csv', 'index,codepoint,char\n0,U+3041,ぁ\n1,U+3042');
  expect(await refusal(() => open(join(folder, 'kmnist')), folder)).toEqual([
    'data.classUnnamed: DIR/kmnist_classmap.csv has no name for the class 1 (counted from 0). Write one there.',
  ]);
});

test('arrays of 16 bits and of floating-point numbers keep their levels', async () => {
  const folder = temporaryFolder();
  const labels = npy('|u1', [2], Uint8Array.from([0, 1]));
  const wide = Uint16Array.from([0, 4095, 256, 65_535]);
  write(folder, 'x_train.npy', npy('<u2', [2, 1, 2], Buffer.from(wide.buffer)));
  write(folder, 'y_train.npy', labels);
  const set = await open(folder, whole);
  expect([set.bits, ...(await set.sample('train', 1)).pixels]).toEqual([16, 256, 65_535]);
  const floats = Float32Array.from([0, 0.2, 0.5, 1]);
  write(folder, 'x_train.npy', npy('<f4', [2, 1, 2], Buffer.from(floats.buffer)));
  expect([...(await (await open(folder, whole)).sample('train', 0)).pixels]).toEqual([0, 13_107]);
  // Rows of one 1 are labels too; the first index fastest is an order as well.
  write(folder, 'x_train.npy', npy('|u1', [2, 2, 2], Uint8Array.from([1, 5, 3, 7, 2, 6, 4, 8]), 'True'));
  write(folder, 'y_train.npy', npy('<f8', [2, 2], Buffer.from(Float64Array.from([0, 1, 1, 0]).buffer)));
  const sample = await (await open(folder, whole)).sample('train', 0);
  expect([sample.label, ...sample.pixels]).toEqual([1, 1, 2, 3, 4]);
});

test('what an archive holds beside the arrays of the set is not unpacked', async () => {
  const folder = temporaryFolder();
  const set = { x_train: npy('|u1', [2, 2, 2], noise(8, 1)), y_train: npy('|u1', [2], Uint8Array.from([0, 1])) };
  const archive = npz({ ...set, features: npy('<f8', [2 ** 20, 2 ** 20], Buffer.alloc(100)) });
  write(folder, 'set.npz', archive);
  expect((await open(folder, whole)).counts.train).toBe(2);
});

test('arrays beside images are no data set', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 3, b: 3 });
  write(folder, 'features.npz', npz({ x_train: npy('|u1', [1], Uint8Array.from([1])) }));
  expect((await open(folder)).classes).toEqual(['a', 'b']);
});

test.each<[name: string, files: Readonly<Record<string, Uint8Array | string>>, says: string]>([
  [
    'an archive that is cut off',
    { 'mnist.npz': npz({ x_train: npy('|u1', [1], Uint8Array.from([1])) }).subarray(0, 60) },
    'data.zipDamaged: DIR/mnist.npz is damaged or cut off. Download it again.',
  ],
  [
    'an array that says that it is larger than can be',
    { 'x_train.npz': npz({ x_train: npy('<f8', [2 ** 20, 28, 28], Buffer.alloc(100)) }) },
    'data.saysTooLarge: DIR/x_train.npz/x_train holds 6.13 GiB, going by its header; at most 2.00 GiB of one file are read. Where that is right, make a smaller one of it, with fewer or smaller images.',
  ],
  [
    'an array that is larger than it says',
    { 'x_train.npz': npz({ x_train: npy('|u1', [1, 2, 2], Buffer.alloc(2 ** 20)) }) },
    'data.zipDamaged: DIR/x_train.npz is damaged or cut off. Download it again.',
  ],
  [
    'an array of objects',
    { 'x_train.npy': npy('|O', [1], Uint8Array.from([1])), 'y_train.npy': '' },
    "data.npyType: DIR/x_train.npy/arr_0 holds values of type '|O', which are not read. Write it again as numbers: np.save(file, a.astype(np.uint8)).",
  ],
  [
    'labels of several diseases an image',
    {
      'chest.npz': npz({
        train_images: npy('|u1', [1, 2, 2], noise(4, 1)),
        train_labels: npy('|u1', [1, 3], Uint8Array.from([1, 0, 1])),
      }),
    },
    'data.arrayLabels: The labels in DIR/chest.npz are 1 × 3. There must be one whole number from 0 for each image, or rows with a single 1.',
  ],
  [
    'images in rows',
    { 'x_train.npy': npy('|u1', [2, 4], noise(8, 1)), 'y_train.npy': npy('|u1', [2], Uint8Array.from([0, 1])) },
    'data.arrayShape: The images in DIR/x_train.npy are 2 × 4. They must be n × height × width, with 1 or 3 channels behind or in front of the height where there are any.',
  ],
  [
    'labels without images',
    { 'y_train.npy': npy('|u1', [2], Uint8Array.from([0, 1])) },
    'data.arrayMissing: DIR has no array with the images of train. Arrays are found by name: x_train and y_train (x_val, y_val, x_test, y_test), or train_images and train_labels.',
  ],
  [
    'HDF5',
    { 'train_catvnoncat.h5': Buffer.from('\x89HDF\r\n\x1a\n', 'latin1') },
    'data.otherForm: DIR holds train_catvnoncat.h5, whose form is not read. Write its images and labels as arrays in Python: np.savez("set.npz", x_train=…, y_train=…, x_test=…, y_test=…), in a folder of its own.',
  ],
  [
    'a pickle that runs a program',
    Object.fromEntries(
      ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'].map((file) => [
        file,
        "cos\nsystem\n(S'true'\ntR.",
      ]),
    ),
    "data.pickleDamaged: DIR/data_batch_1 is no whole file of CIFAR's Python version: it is cut off, or holds something else. Download the archive again, or take the binary version from https://www.cs.toronto.edu/~kriz/cifar.html.",
  ],
])('refuses %s', async (_, files, says) => {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) write(folder, name, content);
  expect(await refusal(() => open(folder), folder)).toEqual([says]);
});
