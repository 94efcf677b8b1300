import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { idxImages, idxLabels, noise, open, refusal, temporaryFolder, write, writeIdx } from './data-sets-on-disk.ts';

test.each([{ gzip: false }, { gzip: true }])('reads images and labels as they were written, $gzip', async (form) => {
  const folder = temporaryFolder();
  const written = writeIdx(folder, form);
  const set = await open(folder, { validation: 0 });
  expect(set.shape).toEqual({ channels: 1, height: 4, width: 3 });
  expect(set.classes).toEqual(['0', '1', '2']);
  expect(set.counts).toEqual({ train: 20, validation: 0, test: 7 });
  for (const part of ['train', 'test'] as const) {
    for (let i = 0; i < set.counts[part]; i++) {
      const sample = await set.sample(part, i);
      expect([...sample.pixels]).toEqual([...written[part].pixels.subarray(12 * i, 12 * i + 12)]);
      expect(sample.label).toBe(written[part].labels[i]);
    }
  }
});

test('finds the files where torchvision puts them', async () => {
  const folder = temporaryFolder();
  writeIdx(join(folder, 'FashionMNIST', 'raw'));
  expect((await open(folder)).counts.test).toBe(7);
});

test('classes.txt names the classes, also those that have no image', async () => {
  const folder = temporaryFolder();
  writeIdx(folder);
  write(folder, 'classes.txt', 'coat\nshirt\nbag\nboot\n');
  const set = await open(folder);
  expect(set.classes).toEqual(['coat', 'shirt', 'bag', 'boot']);
  expect(set.balance.test).toEqual([3, 2, 2, 0]);
});

const broken: readonly { readonly name: string; readonly harm: (folder: string) => void; readonly says: string }[] = [
  {
    name: 'a file that is missing',
    harm: (folder) => rmSync(join(folder, 'train-labels-idx1-ubyte')),
    says: 'data.fileMissing: train-labels-idx1-ubyte is missing in DIR (or train-labels-idx1-ubyte.gz). Download it again or copy it there.',
  },
  {
    name: 'a file that is cut off',
    harm: (folder) => truncate(join(folder, 't10k-images-idx3-ubyte'), 16 + 12 * 3 + 5),
    says: 'data.truncated: DIR/t10k-images-idx3-ubyte is cut off in record 3 at byte 52: it has 57 bytes, and its header promises 7 records, 100 bytes. Download it again.',
  },
  {
    name: 'a file that is cut off in its header',
    harm: (folder) => truncate(join(folder, 'train-images-idx3-ubyte'), 9),
    says: 'data.headerTruncated: DIR/train-images-idx3-ubyte ends inside its header: 9 bytes, where the header alone has 16. Download it again.',
  },
  {
    name: 'a file that is too long',
    harm: (folder) => write(folder, 'train-labels-idx1-ubyte', Buffer.concat([labelsOf(folder), Buffer.from('page')])),
    says: 'data.trailing: DIR/train-labels-idx1-ubyte has 32 bytes, more than the 28 that its header promises for 20 records. It is damaged or its header is wrong: download it again.',
  },
  {
    name: 'images and labels that are swapped',
    harm: (folder) => {
      renameSync(join(folder, 'train-labels-idx1-ubyte'), join(folder, 'kept'));
      renameSync(join(folder, 'train-images-idx3-ubyte'), join(folder, 'train-labels-idx1-ubyte'));
      renameSync(join(folder, 'kept'), join(folder, 'train-images-idx3-ubyte'));
    },
    says: 'data.wrongMagic: DIR/train-images-idx3-ubyte begins with 0x00000801 at byte 0, where this IDX file has 0x00000803. It is another kind of file, or images and labels are swapped: check the names, or download it again.',
  },
  {
    name: 'labels of another set',
    harm: (folder) => write(folder, 't10k-labels-idx1-ubyte', idxLabels([0, 1, 2])),
    says: 'data.countMismatch: DIR/t10k-images-idx3-ubyte has 7 images and DIR/t10k-labels-idx1-ubyte has 3 labels. They do not belong together: download both again.',
  },
  {
    name: 'test images of another size',
    harm: (folder) => write(folder, 't10k-images-idx3-ubyte', idxImages(noise(7 * 25, 3), 7, 5, 5)),
    says: 'data.partSize: The images in DIR/t10k-images-idx3-ubyte are 5 × 5, those in DIR/train-images-idx3-ubyte are 4 × 3. Training and test images must have one size: check that both files are of one data set.',
  },
  {
    name: 'a test label that training does not have',
    harm: (folder) => write(folder, 't10k-labels-idx1-ubyte', idxLabels([0, 1, 2, 9, 1, 2, 0])),
    says: 'data.labelOutOfRange: DIR/t10k-labels-idx1-ubyte has label 9 in record 3 at byte 11; the highest class is 2. The file is damaged, or the list of class names is too short.',
  },
  {
    name: 'a label far above the others',
    harm: (folder) => {
      const labels = labelsOf(folder);
      labels[8 + 4] = 200;
      write(folder, 'train-labels-idx1-ubyte', labels);
    },
    says: 'data.labelGap: DIR/train-labels-idx1-ubyte has labels up to 200 (record 4 at byte 12) but none is 3. Labels count from 0 without gaps; if these are right, name all classes in classes.txt, one a line.',
  },
  {
    name: 'labels of a single class',
    harm: (folder) => {
      write(folder, 'train-labels-idx1-ubyte', idxLabels(new Array<number>(20).fill(0)));
      write(folder, 't10k-labels-idx1-ubyte', idxLabels(new Array<number>(7).fill(0)));
    },
    says: 'data.oneClass: There is only one class, 0, in DIR. A classifier needs at least two: add images of another class.',
  },
  {
    name: 'a file without images',
    harm: (folder) => {
      write(folder, 'train-images-idx3-ubyte', idxImages(new Uint8Array(), 0, 28, 28));
      write(folder, 'train-labels-idx1-ubyte', idxLabels([]));
    },
    says: 'data.noRecords: DIR/train-images-idx3-ubyte holds no images (it says 0 × 28 × 28). Download it again.',
  },
  {
    name: 'a gzip file that is cut off',
    harm: (folder) => {
      const packed = gzipSync(readFileSync(join(folder, 'train-images-idx3-ubyte')));
      write(folder, 'train-images-idx3-ubyte', packed.subarray(0, 100));
    },
    says: 'data.gzipTruncated: DIR/train-images-idx3-ubyte is a gzip file that ends too early, after 100 bytes. Download it again.',
  },
  {
    name: 'a gzip file that is damaged',
    harm: (folder) => {
      const packed = gzipSync(readFileSync(join(folder, 'train-images-idx3-ubyte')));
      packed[packed.length - 6] = (packed[packed.length - 6] as number) ^ 0xff;
      write(folder, 'train-images-idx3-ubyte', packed);
    },
    says: 'data.gzipDamaged: DIR/train-images-idx3-ubyte is a damaged gzip file: incorrect data check. Download it again.',
  },
  {
    name: 'two classes of one name',
    harm: (folder) => write(folder, 'classes.txt', 'coat\n\nshirt\ncoat \n'),
    says: 'data.classTwice: DIR/classes.txt gives the classes 0 and 2 (counted from 0) one name, coat. Give each a name of its own.',
  },
  {
    name: 'a label that is named twice',
    harm: (folder) => write(folder, 'mapping.txt', '0 48\n1 49\n1 50\n'),
    says: 'data.labelTwice: DIR/mapping.txt has the label 1 twice. Leave one of the two lines out, or download the file again.',
  },
  {
    name: 'two labels of one character',
    harm: (folder) => write(folder, 'mapping.txt', '0 48\n1 49\n2 49\n'),
    says: 'data.classTwice: DIR/mapping.txt gives the classes 1 and 2 (counted from 0) one name, 1. Give each a name of its own.',
  },
  // Both are cut off as well: who unpacked them to their end would say that.
  {
    name: 'a gzip file that goes on behind what its header promises',
    harm: (folder) => write(folder, 'train-labels-idx1-ubyte', firstHalf(gzipSync(zerosBehind(labelsOf(folder))))),
    says: 'data.unpacksToMore: DIR/train-labels-idx1-ubyte is a gzip file that unpacks to more than the 28 B that its header promises. It is damaged, or was made to fill the memory: download it again.',
  },
  {
    name: 'a gzip file of nothing',
    harm: (folder) => write(folder, 'train-labels-idx1-ubyte', firstHalf(gzipSync(zerosBehind(Buffer.alloc(8))))),
    says: 'data.wrongMagic: DIR/train-labels-idx1-ubyte begins with 0x00000000 at byte 0, where this IDX file has 0x00000801. It is another kind of file, or images and labels are swapped: check the names, or download it again.',
  },
  {
    name: 'a gzip file whose header promises more than is read',
    harm: (folder) => {
      const header = idxImages(Buffer.alloc(0), 2 ** 20, 64, 64);
      write(folder, 'train-images-idx3-ubyte', gzipSync(zerosBehind(Buffer.from(header))));
    },
    says: 'data.saysTooLarge: DIR/train-images-idx3-ubyte holds 4.00 GiB, going by its header; at most 2.00 GiB of one file are read. Where that is right, make a smaller one of it, with fewer or smaller images.',
  },
];
const zerosBehind = (bytes: Buffer): Buffer => Buffer.concat([bytes], bytes.length + 2 ** 23);
const firstHalf = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2);

test.each(broken)('refuses $name', async ({ harm, says }) => {
  const folder = temporaryFolder();
  writeIdx(folder);
  harm(folder);
  expect(await refusal(() => open(folder), folder)).toEqual([says]);
});

const labelsOf = (folder: string): Buffer => readFileSync(join(folder, 'train-labels-idx1-ubyte'));

function truncate(path: string, length: number): void {
  const bytes = readFileSync(path);
  write('', path, bytes.subarray(0, length));
}
