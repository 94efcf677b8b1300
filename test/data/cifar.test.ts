import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noise, open, refusal, temporaryFolder, write } from './data-sets-on-disk.ts';

const record = (labels: readonly number[], salt: number): Buffer =>
  Buffer.concat([Buffer.from(labels), noise(3072, salt)]);
const BATCHES = [1, 2, 3, 4, 5];

/** Three records a file; image i of batch b is noise(10 b + i). */
function writeCifar10(folder: string): void {
  for (const batch of BATCHES) {
    const records = [0, 1, 2].map((i) => record([(batch + i) % 10], 10 * batch + i));
    write(folder, `data_batch_${batch}.bin`, Buffer.concat(records));
  }
  write(folder, 'test_batch.bin', Buffer.concat([record([3], 900), record([9], 901)]));
  write(folder, 'batches.meta.txt', 'airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n');
}

test('reads CIFAR-10: labels, planes, names, all five batches and the test batch', async () => {
  const folder = temporaryFolder();
  writeCifar10(join(folder, 'cifar-10-batches-bin'));
  const set = await open(folder, { validation: 0 });
  expect(set.shape).toEqual({ channels: 3, height: 32, width: 32 });
  expect(set.classes[9]).toBe('truck');
  expect(set.counts).toEqual({ train: 15, validation: 0, test: 2 });
  const sample = await set.sample('train', 7);
  expect(sample.label).toBe(4);
  expect([...sample.pixels]).toEqual([...noise(3072, 31)]);
  expect((await set.sample('test', 1)).label).toBe(9);
});

test('reads CIFAR-100 with its fine labels', async () => {
  const folder = temporaryFolder();
  write(folder, 'train.bin', Buffer.concat([record([19, 99], 1), record([4, 0], 2)]));
  write(folder, 'test.bin', record([0, 51], 3));
  const set = await open(folder, { validation: 0 });
  expect(set.classes).toHaveLength(100);
  expect((await set.sample('train', 0)).label).toBe(99);
  const last = await set.sample('test', 0);
  expect(last.label).toBe(51);
  expect([...last.pixels]).toEqual([...noise(3072, 3)]);
});

const broken: readonly { readonly name: string; readonly harm: (folder: string) => void; readonly says: string[] }[] = [
  {
    name: 'missing batches, all of them named',
    harm: (folder) => {
      rmSync(join(folder, 'data_batch_2.bin'));
      rmSync(join(folder, 'test_batch.bin'));
    },
    says: ['data_batch_2.bin', 'test_batch.bin'].map(
      (file) =>
        `data.archiveIncomplete: ${file} is missing in DIR. Unpack the downloaded archive again, or copy the file there.`,
    ),
  },
  {
    name: 'a batch that is cut off',
    harm: (folder) =>
      write(folder, 'data_batch_3.bin', Buffer.concat([record([1], 1), record([2], 2).subarray(0, 50)])),
    says: [
      'data.partialRecord: DIR/data_batch_3.bin is cut off in record 1 at byte 3073: 3123 bytes are no multiple of 3073, the size of a record. Download it again.',
    ],
  },
  {
    name: 'a label out of range',
    harm: (folder) => write(folder, 'data_batch_4.bin', Buffer.concat([record([1], 1), record([10], 2)])),
    says: [
      'data.labelOutOfRange: DIR/data_batch_4.bin has label 10 in record 1 at byte 3073; the highest class is 9. The file is damaged, or the list of class names is too short.',
    ],
  },
  {
    name: 'a list of names of another length',
    harm: (folder) => write(folder, 'batches.meta.txt', 'airplane\nautomobile\n'),
    says: [
      'data.classNames: DIR/batches.meta.txt has 2 class names, the data set has 10 classes. Restore the file from the archive, or delete it.',
    ],
  },
];

test.each(broken)('refuses $name', async ({ harm, says }) => {
  const folder = temporaryFolder();
  writeCifar10(folder);
  harm(folder);
  expect(await refusal(() => open(folder), folder)).toEqual(says);
});
