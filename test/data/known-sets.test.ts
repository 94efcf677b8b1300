import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { idxImages, idxLabels, noise, open, refusal, temporaryFolder, write, writeIdx } from './data-sets-on-disk.ts';
import { le } from './image-bytes.ts';

const whole = { validation: 0 } as const;

/** A part of EMNIST as NIST packs it: 2 × 2 images with the bytes 4 i … 4 i + 3, column by column. */
function writeEmnist(folder: string, name: string, labels: readonly number[], mapping: string): void {
  const pixels = Uint8Array.from({ length: 4 * labels.length }, (_, i) => i);
  for (const part of ['train', 'test']) {
    write(folder, `emnist-${name}-${part}-images-idx3-ubyte.gz`, gzipSync(idxImages(pixels, labels.length, 2, 2)));
    write(folder, `emnist-${name}-${part}-labels-idx1-ubyte.gz`, gzipSync(idxLabels(labels)));
  }
  write(folder, `emnist-${name}-mapping.txt`, mapping);
}

test('reads EMNIST: images turned upright and said to be, names from the mapping, labels from 1', async () => {
  const folder = temporaryFolder();
  writeEmnist(folder, 'letters', [1, 2, 3, 1], '1 65 97\n2 66 98\n3 67 99\n');
  const set = await open(folder, whole);
  expect(set.classes).toEqual(['Aa', 'Bb', 'Cc']);
  expect(set.counts).toEqual({ train: 4, validation: 0, test: 4 });
  const { pixels, label } = await set.sample('train', 1);
  expect([[...pixels], label]).toEqual([[4, 6, 5, 7], 1]);
  expect(set.warnings).toMatchObject([{ code: 'data.turned', severity: 'warning' }]);
});

test('of several sets in one folder, each can be chosen', async () => {
  const folder = temporaryFolder();
  writeEmnist(folder, 'letters', [1, 2, 3, 1], '1 65 97\n2 66 98\n3 67 99\n');
  writeEmnist(folder, 'digits', [0, 1, 0, 1], '0 48\n1 49\n');
  expect(await refusal(() => open(folder), folder)).toEqual([
    'data.severalInFolder: DIR holds the files of 2 data sets. Choose one: --data DIR/emnist-digits; --data DIR/emnist-letters.',
  ]);
  expect((await open(join(folder, 'emnist-digits'), whole)).classes).toEqual(['0', '1']);
  expect((await open(join(folder, 'emnist-letters'), whole)).classes).toEqual(['Aa', 'Bb', 'Cc']);
});

test('reads QMNIST, whose labels tell the writer too', async () => {
  const folder = temporaryFolder();
  for (const [part, count] of [
    ['train', 4],
    ['test', 2],
  ] as const) {
    write(folder, `qmnist-${part}-images-idx3-ubyte`, idxImages(noise(count * 6, 1), count, 2, 3));
    const rows = Array.from({ length: count }, (_, i) => [i % 2, 3, 900 + i, 0, 0, 0, 0, 0]).flat();
    const labels = Buffer.concat([Buffer.from([0, 0, 12, 2]), big(count, 8), big(...rows)]);
    write(folder, `qmnist-${part}-labels-idx2-int`, labels);
  }
  const set = await open(folder, whole);
  expect(set.shape).toEqual({ channels: 1, height: 2, width: 3 });
  expect(set.balance).toEqual({ train: [2, 2], validation: [0, 0], test: [1, 1] });
});

const big = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeInt32BE(value, 4 * i));
  return bytes;
};

test('a class of IDX files without an image for training is said', async () => {
  const folder = temporaryFolder();
  writeIdx(folder);
  write(folder, 'classes.txt', 'coat\nshirt\nbag\nN/A\n');
  expect((await open(folder)).warnings).toMatchObject([
    { code: 'data.classWithoutImages', severity: 'warning', values: { name: 'N/A', label: 3 } },
  ]);
});

/** STL-10 with `count` images a part: image i has labels from 1, bytes noise(salt + i) in the file's order. */
function writeStl(folder: string, count: number): void {
  for (const [part, salt] of [
    ['train', 1],
    ['test', 100],
  ] as const) {
    write(folder, `${part}_X.bin`, Buffer.concat(Array.from({ length: count }, (_, i) => noise(27_648, salt + i))));
    write(
      folder,
      `${part}_y.bin`,
      Uint8Array.from({ length: count }, (_, i) => (i % 10) + 1),
    );
  }
  write(folder, 'class_names.txt', 'airplane\nbird\ncar\ncat\ndeer\ndog\nhorse\nmonkey\nship\ntruck\n');
  write(folder, 'unlabeled_X.bin', noise(27_648, 7));
}

test('reads STL-10: planes column by column, label 1 is the first class', async () => {
  const folder = temporaryFolder();
  writeStl(folder, 10);
  const set = await open(folder, whole);
  expect(set.shape).toEqual({ channels: 3, height: 96, width: 96 });
  expect([set.classes[0], set.classes[9]]).toEqual(['airplane', 'truck']);
  const { pixels, label } = await set.sample('train', 3);
  const stored = noise(27_648, 4);
  expect(label).toBe(3);
  for (const [c, y, x] of [
    [0, 0, 0],
    [0, 1, 0],
    [1, 17, 90],
    [2, 95, 94],
  ] as const) {
    expect(pixels[(c * 96 + y) * 96 + x]).toBe(stored[(c * 96 + x) * 96 + y]);
  }
  expect(set.warnings).toMatchObject([{ code: 'data.unlabelledLeftOut' }]);
});

/** A pickled string of Python 2. */
const short = (text: string): Buffer =>
  Buffer.concat([Buffer.from('U'), Buffer.from([text.length]), Buffer.from(text)]);
const ints = (values: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from(']('), ...values.map((v) => Buffer.from([0x4b, v])), Buffer.from('e')]);
const dictionary = (...items: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([0x80, 2]), Buffer.from('}('), ...items, Buffer.from('u.')]);

/** A NumPy array of bytes as Python 2 pickles it: made of nothing, then given (version, shape, type, order, bytes). */
const pickledBytes = (rows: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from('cnumpy.core.multiarray\n_reconstruct\nq\x01cnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01', 'latin1'),
    Buffer.from([0x4b, rows, 0x4d, 0x00, 0x0c, 0x86]),
    Buffer.from(
      'cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T',
      'latin1',
    ),
    le(4, bytes.length),
    bytes,
    Buffer.from('tb'),
  ]);

test("reads CIFAR's Python version", async () => {
  const folder = join(temporaryFolder(), 'cifar-10-batches-py');
  const names = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
  const files = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'];
  for (const [i, file] of files.entries()) {
    const data = pickledBytes(2, noise(6144, i));
    write(folder, file, dictionary(short('data'), data, short('labels'), ints([i, 9])));
  }
  write(
    folder,
    'batches.meta',
    dictionary(short('label_names'), Buffer.concat([Buffer.from(']('), ...names.map(short), Buffer.from('e')])),
  );
  const set = await open(folder, whole);
  expect(set.classes).toEqual(names);
  expect(set.counts).toEqual({ train: 10, validation: 0, test: 2 });
  const { pixels, label } = await set.sample('train', 4);
  expect(label).toBe(2);
  expect([...pixels]).toEqual([...noise(6144, 2).subarray(0, 3072)]);
});

/** An element of a MATLAB file, filled up to eight bytes. */
const element = (type: number, body: Uint8Array): Buffer =>
  Buffer.concat([le(4, type, body.length), body], 8 + Math.ceil(body.length / 8) * 8);

function mat(
  matrices: Readonly<
    Record<string, { readonly dims: readonly number[]; readonly values: Uint8Array; readonly more?: number }>
  >,
): Buffer {
  const header = Buffer.concat([
    Buffer.from('MATLAB 5.0 MAT-file'.padEnd(124)),
    Buffer.from([0, 1]),
    Buffer.from('IM'),
  ]);
  const body = Object.entries(matrices).flatMap(([name, { dims, values, more = 0 }]) => {
    const parts = [
      element(6, le(4, 9, 0)),
      element(5, le(4, ...dims)),
      Buffer.concat([le(2, 1, name.length), Buffer.from(name)], 8),
    ];
    const matrix = element(14, Buffer.concat([...parts, element(2, values)]));
    const packed = deflateSync(Buffer.concat([matrix], matrix.length + more));
    return [le(4, 15, packed.length), packed];
  });
  return Buffer.concat([header, ...body]);
}

test('reads the cropped digits of SVHN: 10 is the digit 0, the first index runs fastest', async () => {
  const folder = temporaryFolder();
  const labels = [1, 10, 2, 3, 4, 5, 6, 7, 8, 9];
  for (const part of ['train', 'test', 'extra']) {
    const X = { dims: [32, 32, 3, 10], values: noise(30_720, 3) };
    write(folder, `${part}_32x32.mat`, mat({ X, y: { dims: [10, 1], values: Uint8Array.from(labels) } }));
  }
  const set = await open(folder, whole);
  expect(set.counts).toEqual({ train: 10, validation: 0, test: 10 });
  const { pixels, label } = await set.sample('train', 1);
  expect(label).toBe(0);
  const stored = noise(30_720, 3);
  expect(pixels[1024 + 5 * 32 + 7]).toBe(stored[3072 + 1024 + 7 * 32 + 5]);
  expect(set.warnings).toMatchObject([{ code: 'data.fileLeftOut' }]);
  const y = { dims: [10, 1], values: Uint8Array.from(labels) };
  for (const damaged of [
    readFileSync(join(folder, 'train_32x32.mat')).subarray(0, 4000),
    mat({ X: { dims: [32, 32, 3, 10], values: noise(30_720, 3), more: 2 ** 20 }, y }),
    mat({ X: { dims: [32, 32, 3, 10], values: noise(3072, 3) }, y }),
  ]) {
    write(folder, 'train_32x32.mat', damaged);
    expect(await refusal(() => open(folder), folder)).toEqual([
      'data.matDamaged: DIR/train_32x32.mat is no whole MATLAB file of cropped digits with X, 32 × 32 × 3 × n, and y. Download it again from http://ufldl.stanford.edu/housenumbers/.',
    ]);
  }
});
