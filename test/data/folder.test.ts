import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { PIXEL_LIMIT } from '../../engine/data/image-header.ts';
import { noise, open, png, refusal, temporaryFolder, write, writePngs } from './data-sets-on-disk.ts';

test('reads the pixels of train, val and test folders, classes in code-unit order', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { 'train/dog': 3, 'train/Cat': 2, 'val/dog': 1, 'test/Cat': 2, 'test/dog': 1 });
  const set = await open(folder);
  expect(set.classes).toEqual(['Cat', 'dog']);
  expect(set.shape).toEqual({ channels: 3, height: 6, width: 5 });
  expect(set.balance).toEqual({ train: [2, 3], validation: [0, 1], test: [2, 1] });
  const sample = await set.sample('train', 2);
  // The first dog is the first file that was written: noise(90, 100), interleaved.
  const interleaved = noise(90, 100);
  expect(sample.label).toBe(1);
  expect([...sample.pixels]).toEqual(
    Array.from({ length: 90 }, (_, i) => interleaved[(i % 30) * 3 + Math.floor(i / 30)]),
  );
});

test('splits a folder of classes by seed, every class in every part, no image in two', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 20, b: 10, c: 10 }, { height: 2, width: 2 });
  const settings = { test: 0.2, validation: 0.25 };
  const paths = async (splitSeed: number) => {
    const set = await open(folder, { ...settings, splitSeed });
    expect(set.balance).toEqual({ train: [12, 6, 6], validation: [4, 2, 2], test: [4, 2, 2] });
    const parts = (['train', 'validation', 'test'] as const).map((part) =>
      Promise.all(Array.from({ length: set.counts[part] }, async (_, i) => (await set.sample(part, i)).pixels.join())),
    );
    return Promise.all(parts);
  };
  const [first, again, other] = [await paths(1), await paths(1), await paths(2)];
  expect(new Set(first.flat()).size).toBe(40);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test('gray images give one channel, and as many as are asked for', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 3, b: 3 }, { channels: 1 });
  expect((await open(folder)).shape.channels).toBe(1);
  const colour = await open(folder, { grayscale: false, validation: 0, test: 0 });
  const { pixels } = await colour.sample('train', 0);
  const gray = noise(30, 100);
  expect([...pixels]).toEqual([...gray, ...gray, ...gray]);
});

test('resizes to cover, keeping proportions and cutting at the centre', async () => {
  const folder = temporaryFolder();
  // Columns 0, 1 are black, 2 … 5 white, 6, 7 black: the 4 × 4 centre of a 4 × 8 image is white.
  const wide = Uint8Array.from({ length: 32 }, (_, i) => (i % 8 >= 2 && i % 8 < 6 ? 255 : 0));
  write(folder, 'a/wide.png', await png(wide, 4, 8, 1));
  write(folder, 'b/other.png', await png(noise(81, 1), 9, 9, 1));
  const set = await open(folder, { resize: 4, validation: 0, test: 0 });
  expect([...(await set.sample('train', 0)).pixels]).toEqual(new Array<number>(16).fill(255));
});

test('turns photographs upright and lays transparent images on white', async () => {
  const folder = temporaryFolder();
  const raw = { height: 1, width: 2, channels: 3 } as const;
  const sideways = sharp(Uint8Array.from([255, 0, 0, 0, 0, 255]), { raw }).withMetadata({ orientation: 6 });
  write(folder, 'a/turned.png', await sideways.png().toBuffer());
  const clear = sharp(Uint8Array.from([9, 9, 9, 0, 7, 7, 7, 255]), { raw: { height: 2, width: 1, channels: 4 } });
  write(folder, 'b/clear.png', await clear.png().toBuffer());
  const set = await open(folder, { validation: 0, test: 0 });
  expect(set.shape).toMatchObject({ height: 2, width: 1 });
  expect([...(await set.sample('train', 0)).pixels]).toEqual([255, 0, 0, 0, 0, 255]);
  expect([...(await set.sample('train', 1)).pixels]).toEqual([255, 7, 255, 7, 255, 7]);
});

test('follows links to class folders and images, wherever they lead, and says which files it left out', async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
  await writePngs(elsewhere, { b: 3 });
  await writePngs(folder, { a: 3 });
  symlinkSync(join(elsewhere, 'b'), join(folder, 'b'));
  symlinkSync(folder, join(folder, 'a', 'circle'));
  symlinkSync(join(elsewhere, 'b', '0.png'), join(folder, 'a', 'linked.png'));
  write(folder, 'a/notes.txt', 'mind the third');
  write(folder, 'a/.DS_Store', 'hidden');
  const set = await open(folder, { test: 0 });
  expect(set.balance.train).toEqual([4, 3].map((count, i) => count - (set.balance.validation[i] as number)));
  expect(set.warnings).toMatchObject([{ code: 'data.ignoredFiles', values: { count: 2 } }]);
});

test.skipIf(process.platform === 'win32')(
  'a pipe in the place of an image is told, and waited for by nobody',
  async () => {
    const folder = temporaryFolder();
    await writePngs(folder, { a: 2, b: 2 });
    for (const name of ['a/pipe.png', 'b/pipe']) spawnSync('mkfifo', [join(folder, name)]);
    expect(await refusal(() => open(folder), folder)).toEqual([
      'data.badImages: 1 of 5 images cannot be read. Replace or delete them, or go on without them: --skip-bad.',
      'data.unreadable: DIR/a/pipe.png cannot be read: it is a pipe, a socket or a device, and no file. Check the disk and the path.',
    ]);
    const set = await open(folder, { skipBad: true, validation: 0, test: 0 });
    expect(set.balance.train).toEqual([2, 2]);
  },
);

type Harm = (folder: string) => unknown;
const broken: readonly { readonly name: string; readonly harm: Harm; readonly says: readonly string[] }[] = [
  {
    name: 'images of mixed sizes, naming the odd one',
    harm: async (folder) => write(folder, 'a/0.png', await png(noise(27, 1), 3, 3, 3)),
    says: [
      'data.mixedSizes: DIR/a/0.png is 3 × 3, but DIR/a/1.png is 6 × 5; 1 of 6 images differ from it. Give one size to all, for instance --resize 5.',
    ],
  },
  {
    name: 'files that are no images, all of them named',
    harm: (folder) => {
      write(folder, 'a/0.png', 'not a picture');
      write(folder, 'b/2.jpg', '');
    },
    says: [
      'data.badImages: 2 of 7 images cannot be read, 1 of them since they are empty. Replace or delete them, or go on without them: --skip-bad.',
      'data.notAnImage: DIR/a/0.png is a text file, whatever its name says. Replace or delete it.',
      'data.emptyFile: DIR/b/2.jpg is empty: it has 0 bytes. Replace or delete it.',
    ],
  },
  {
    name: 'an image that is cut off behind its header',
    harm: async (folder) => {
      const whole = await png(noise(90, 5), 6, 5, 3);
      write(folder, 'b/1.png', whole.subarray(0, whole.length - 40));
    },
    says: [
      'data.badImages: 1 of 6 images cannot be read. Replace or delete them, or go on without them: --skip-bad.',
      'data.undecodable: DIR/b/1.png cannot be decoded: its data are damaged or cut off, or of a rare kind. Replace or delete it.',
    ],
  },
  {
    name: 'an image that claims too many pixels',
    harm: (folder) => write(folder, 'a/bomb.png', pngHeader(30_000, 40_000)),
    says: [
      'data.badImages: 1 of 7 images cannot be read. Replace or delete them, or go on without them: --skip-bad.',
      `data.tooManyPixels: DIR/a/bomb.png has 30000 × 40000 pixels; at most ${PIXEL_LIMIT} in all are read. Scale it down.`,
    ],
  },
  {
    name: 'an empty class',
    harm: (folder) => mkdirSync(join(folder, 'c')),
    says: ['data.emptyClass: The class c has no image for training in DIR/c. Add images or remove the class.'],
  },
  {
    name: 'an image format that cannot be read',
    harm: (folder) => write(folder, 'a/old.psd', '8BPS'),
    says: [
      'data.badImages: 1 of 7 images cannot be read. Replace or delete them, or go on without them: --skip-bad.',
      'data.unsupportedImage: DIR/a/old.psd is an image of the kind Photoshop, which is not read. Convert it to PNG or JPEG.',
    ],
  },
];

test.each(broken)('refuses $name', async ({ harm, says }) => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 3, b: 3 });
  await harm(folder);
  expect(await refusal(() => open(folder), folder)).toEqual(says);
});

test('refuses one class, a class that training lacks, folders without images', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { 'train/a': 2 });
  expect(await refusal(() => open(folder), folder)).toEqual([
    'data.oneClassFolder: The images of DIR/train (2) lie in one folder, a. A classifier needs at least two classes, each in a folder of its own.',
  ]);
  await writePngs(folder, { 'train/b': 2, 'test/a': 1, 'test/B': 1, 'test/cc': 1 });
  expect(await refusal(() => open(folder), folder)).toEqual([
    'data.unknownClass: DIR/test/B is a class that the training set does not have; it has a, b. From b it differs in letter case alone. Rename or remove the folder, or add it to the training set.',
    'data.unknownClass: DIR/test/cc is a class that the training set does not have; it has a, b. Rename or remove the folder, or add it to the training set.',
  ]);
  const bare = temporaryFolder();
  for (const name of ['x', 'y']) mkdirSync(join(bare, name));
  expect(await refusal(() => open(bare), bare)).toEqual([
    'data.noImages: There are no images in DIR. Put JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP or PNM files there, a folder for each class.',
  ]);
});

test('refuses fractions that leave nothing of a class', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 1, b: 1 });
  expect(await refusal(() => open(folder, { validation: 0.5, test: 0 }), folder)).toEqual([
    'data.splitTakesAll: All 1 images of a were held out for validation or testing. Lower these fractions (now 0.5 and 0), or add images.',
  ]);
});

test('a file that this user may not read is named', async () => {
  const folder = temporaryFolder();
  await writePngs(folder, { a: 1, b: 1 });
  forbid(folder, 'a/0.png');
  expect(await refusal(() => open(folder), folder)).toEqual([
    'data.badImages: 1 of 2 images cannot be read. Replace or delete them, or go on without them: --skip-bad.',
    'data.noPermission: DIR/a/0.png may not be read by this user. Change its permissions, or copy it to a folder of your own.',
  ]);
});

/**
 * Makes a file unreadable. The superuser may read everything: for the rest of the test this process is somebody else.
 * In a user namespace that has no one else, the file becomes a link to the environment of process 1, which belongs to
 * the system outside.
 */
function forbid(folder: string, name: string): void {
  const file = join(folder, name);
  chmodSync(folder, 0o755);
  chmodSync(file, 0);
  if (process.geteuid?.() !== 0) return;
  try {
    process.seteuid?.(65_534);
  } catch {
    rmSync(file);
    symlinkSync('/proc/1/environ', file);
    return;
  }
  onTestFinished(() => {
    process.seteuid?.(0);
  });
}

/** A PNG that promises so many gray pixels and holds none. */
function pngHeader(height: number, width: number): Buffer {
  const chunk = Buffer.alloc(25);
  chunk.writeUInt32BE(13, 0);
  chunk.write('IHDR', 4);
  chunk.writeUInt32BE(width, 8);
  chunk.writeUInt32BE(height, 12);
  chunk[16] = 8;
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 21)), 21);
  const data = Buffer.from('0000000c49444154', 'hex');
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk, data, Buffer.alloc(12)]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
