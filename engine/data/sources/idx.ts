import { join } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { numberedClasses, readClassNames } from '../class-names.ts';
import { readBytes } from '../files.ts';
import { type ImageSet, type ImageShape, range, sharedBytes, sizeText } from '../image-set.ts';
import type { Listing, Source } from './source.ts';

const FILE_NAME = /^(train|t10k|test)-(images|labels)[-.]idx[13]-ubyte(\.gz)?$/;
const IMAGES_MAGIC = 0x803;
const LABELS_MAGIC = 0x801;

type What = 'images' | 'labels';

/**
 * IDX files as MNIST and Fashion-MNIST have them, gzip or not: big-endian header (magic, counts), then bytes.
 * LeCun, Cortes & Burges, "The MNIST database of handwritten digits". `classes.txt` beside them names the classes.
 */
export const idx = {
  title: 'IDX files (MNIST, Fashion-MNIST)',
  recognises: (listing) => [...listing.files].some((file) => FILE_NAME.test(file)),
  read: readIdx,
} as const satisfies Source;

interface Part {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly shape: ImageShape;
  readonly imagesPath: string;
  readonly labelsPath: string;
}

async function readIdx(listing: Listing): Promise<ImageSet> {
  const train = await readPart(listing, ['train']);
  const hasTest = [...listing.files].some((file) => /^(t10k|test)-/.test(file) && FILE_NAME.test(file));
  const test = hasTest ? await readPart(listing, ['t10k', 'test']) : null;
  if (test && (test.shape.height !== train.shape.height || test.shape.width !== train.shape.width)) {
    const values = { path: test.imagesPath, found: sizeText(test.shape), expected: sizeText(train.shape) };
    throw new ProblemError([problem('data.partSize', test.imagesPath, { ...values, other: train.imagesPath })]);
  }
  const classes = (await readClassNames(listing.path, 'classes.txt', listing.files)) ?? impliedClasses(train);
  for (const part of test ? [train, test] : [train]) checkLabels(part, classes.length);

  const trainCount = train.labels.length;
  const testCount = test?.labels.length ?? 0;
  const pixels = sharedBytes(train.pixels.length + (test?.pixels.length ?? 0));
  const labels = new Uint16Array(trainCount + testCount);
  pixels.set(train.pixels);
  labels.set(train.labels);
  if (test) {
    pixels.set(test.pixels, train.pixels.length);
    labels.set(test.labels, trainCount);
  }
  return {
    shape: train.shape,
    classes,
    labels,
    images: { kind: 'memory', pixels },
    parts: { train: range(0, trainCount), validation: null, test: test ? range(trainCount, testCount) : null },
    divisible: false,
    warnings: [],
  };
}

async function readPart(listing: Listing, prefixes: readonly string[]): Promise<Part> {
  const imagesPath = findFile(listing, prefixes, 'images');
  const labelsPath = findFile(listing, prefixes, 'labels');
  const images = readRecords(await readBytes(imagesPath), imagesPath, IMAGES_MAGIC);
  const labels = readRecords(await readBytes(labelsPath), labelsPath, LABELS_MAGIC);
  const [count = 0, height = 0, width = 0] = images.dims;
  if (count !== labels.dims[0]) {
    const values = { path: imagesPath, images: count, labelsPath, labels: labels.dims[0] ?? 0 };
    throw new ProblemError([problem('data.countMismatch', labelsPath, values)]);
  }
  return { pixels: images.body, labels: labels.body, shape: { channels: 1, height, width }, imagesPath, labelsPath };
}

/** A file that is not compressed goes before its compressed twin. */
function findFile(listing: Listing, prefixes: readonly string[], what: What): string {
  const found = [...listing.files].sort().find((file) => {
    const match = FILE_NAME.exec(file);
    return match !== null && prefixes.includes(match[1] as string) && match[2] === what;
  });
  if (found !== undefined) return join(listing.path, found);
  const file = `${prefixes[0]}-${what}-idx${what === 'images' ? 3 : 1}-ubyte`;
  throw new ProblemError([problem('data.fileMissing', listing.path, { path: listing.path, file, also: `${file}.gz` })]);
}

/** Takes the header off and checks that the body is as long as it says. */
function readRecords(bytes: Uint8Array, path: string, magic: number): { dims: number[]; body: Uint8Array } {
  const rank = magic & 0xff;
  const header = 4 + 4 * rank;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = bytes.length >= 4 ? view.getUint32(0) : null;
  if (found !== null && found !== magic) {
    throw new ProblemError([problem('data.wrongMagic', path, { path, found: hex(found), expected: hex(magic) })]);
  }
  if (bytes.length < header) {
    throw new ProblemError([problem('data.headerTruncated', path, { path, found: bytes.length, expected: header })]);
  }
  const dims = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const [count = 0, ...sides] = dims;
  const record = sides.reduce((product, n) => product * n, 1);
  if (count === 0 || record === 0)
    throw new ProblemError([problem('data.noRecords', path, { path, dims: dims.join(' × ') })]);
  const expected = header + count * record;
  const values = { path, found: bytes.length, expected, count };
  if (bytes.length < expected) {
    const whole = Math.floor((bytes.length - header) / record);
    throw new ProblemError([
      problem('data.truncated', path, { ...values, record: whole, offset: header + whole * record }),
    ]);
  }
  if (bytes.length > expected) throw new ProblemError([problem('data.trailing', path, values)]);
  return { dims, body: bytes.subarray(header) };
}

/** Without `classes.txt`, classes are the labels 0 … highest; a gap says that labels are damaged or do not count from 0. */
function impliedClasses(train: Part): string[] {
  const seen = new Set(train.labels);
  const highest = train.labels.reduce((a, b) => Math.max(a, b), 0);
  const missing = numberedClasses(highest).find((name) => !seen.has(Number(name)));
  if (missing !== undefined) {
    const record = train.labels.indexOf(highest);
    const values = { path: train.labelsPath, highest, record, offset: 8 + record, missing };
    throw new ProblemError([problem('data.labelGap', train.labelsPath, values)]);
  }
  return numberedClasses(highest + 1);
}

function checkLabels(part: Part, classes: number): void {
  const record = part.labels.findIndex((label) => label >= classes);
  if (record < 0) return;
  const values = { path: part.labelsPath, record, offset: 8 + record, found: part.labels[record] ?? 0 };
  throw new ProblemError([problem('data.labelOutOfRange', part.labelsPath, { ...values, highest: classes - 1 })]);
}

const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
