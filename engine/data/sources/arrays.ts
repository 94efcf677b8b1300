import { extname, join } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { distinct, numberedClasses, readClassNames } from '../class-names.ts';
import { readBytes, readLines, requireReadable } from '../files.ts';
import { type NpyArray, type Numbers, npySize, readNpy } from '../formats/npy.ts';
import type { Pixels } from '../formats/raster.ts';
import { unzip } from '../formats/zip.ts';
import type { ImageSet, ImageShape } from '../image-set.ts';
import { planar, type RecordPart, recordSet } from './record-set.ts';
import { severalSets } from './several-sets.ts';
import type { Listing, Source } from './source.ts';

type Part = 'train' | 'validation' | 'test';
type What = 'images' | 'labels';

const PARTS: ReadonlyMap<string, Part> = new Map(
  Object.entries({
    train: 'train',
    training: 'train',
    val: 'validation',
    valid: 'validation',
    validation: 'validation',
    test: 'test',
    testing: 'test',
  }),
);
const WHATS: ReadonlyMap<string, What> = new Map(
  Object.entries({
    x: 'images',
    images: 'images',
    imgs: 'images',
    image: 'images',
    data: 'images',
    y: 'labels',
    labels: 'labels',
    label: 'labels',
    targets: 'labels',
  }),
);
/**
 * What is of one name only: Keras' `mnist.npz` has `x_train`, MedMNIST `train_images`, and Kuzushiji
 * `k49-train-imgs.npz` with `arr_0` in it.
 */
const ROLE = /^(?<prefix>.*?)(?:(?<a>[a-z]+)[-_](?<b>[a-z]+))$/i;
const UNNAMED = 'arr_0';

interface Found extends NpyArray {
  readonly path: string;
}
type Arrays = Partial<Record<`${Part} ${What}`, Found>>;

/**
 * NumPy arrays: one `.npz` with images and labels by part, or a file for each, as Keras, MedMNIST and the Kuzushiji
 * sets have them. Names tell the part (train, val, test) and images (x, images, imgs) from labels (y, labels).
 */
export const arrays = {
  title: 'NumPy arrays (mnist.npz, MedMNIST, Kuzushiji)',
  // Features and the like lie beside images.
  recognises: ({ files, images }) => images === 0 && [...files].some(isSetFile),
  read: readArrays,
} as const satisfies Source;

const isArrayFile = (file: string): boolean => ['.npz', '.npy'].includes(extname(file).toLowerCase());

const stemOf = (file: string): string => file.slice(0, -extname(file).length);

/** An archive of arrays can hold a whole set; a single array has to say what it is. */
const isSetFile = (file: string): boolean =>
  extname(file).toLowerCase() === '.npz' || (isArrayFile(file) && roleOf(stemOf(file)) !== null);

interface Role {
  readonly prefix: string;
  readonly part: Part;
  readonly what: What;
}

/** What a name says: `train_images`, `x_train`, `k49-train-imgs`. */
function roleOf(name: string): Role | null {
  const { prefix = '', a = '', b = '' } = ROLE.exec(name)?.groups ?? {};
  const [first, second] = [a.toLowerCase(), b.toLowerCase()];
  const part = PARTS.get(first) ?? PARTS.get(second);
  const what = WHATS.get(first) ?? WHATS.get(second);
  return part && what ? { prefix, part, what } : null;
}

async function readArrays(listing: Listing): Promise<ImageSet> {
  const sets = new Map<string, string[]>();
  for (const file of [...listing.files].filter(isSetFile).sort()) {
    const stem = stemOf(file);
    const prefix = roleOf(stem)?.prefix ?? stem;
    sets.set(prefix, [...(sets.get(prefix) ?? []), file]);
  }
  if (sets.size > 1) throw severalSets(listing.path, [...sets.keys()]);
  const [[prefix, files] = ['', []]] = sets;
  const found: Arrays = {};
  for (const file of files) await collect(join(listing.path, file), file, found);
  return assemble(listing, prefix, found);
}

/** Of an archive, only what is used is unpacked. */
async function collect(path: string, file: string, found: Arrays): Promise<void> {
  const bytes = await readBytes(path);
  const put = (name: string, key: string, read: (place: string) => Uint8Array): void => {
    const role = roleOf(name);
    const place = `${path}/${key}`;
    if (role) found[`${role.part} ${role.what}`] = { ...readNpy(read(place), place), path };
  };
  if (extname(file).toLowerCase() !== '.npz') return put(stemOf(file), UNNAMED, () => bytes);
  for (const [member, { head, content }] of unzip(bytes, path)) {
    const key = member.replace(/\.npy$/, '');
    put(key === UNNAMED ? stemOf(file) : key, key, (place) => {
      const size = npySize(head(), place);
      requireReadable(place, size);
      return content(size);
    });
  }
}

async function assemble(listing: Listing, prefix: string, found: Arrays): Promise<ImageSet> {
  const train = partOf(listing, found, 'train');
  const validation =
    found['validation images'] || found['validation labels'] ? partOf(listing, found, 'validation') : null;
  const test = found['test images'] || found['test labels'] ? partOf(listing, found, 'test') : null;
  const parts = [train, validation, test].filter((part) => part !== null);
  const highest = parts.reduce((most, { labels }) => labels.reduce((a, b) => Math.max(a, b), most), 0);
  const classes = (await classNames(listing, prefix)) ?? numberedClasses(highest + 1);
  for (const { labels, path } of parts) {
    const record = labels.findIndex((label) => label >= classes.length);
    if (record < 0) continue;
    const values = { path, record, found: labels[record]!, highest: classes.length - 1 };
    throw new ProblemError([problem('data.arrayLabel', path, values)]);
  }
  return recordSet({ train, validation, test }, classes);
}

/** `classes.txt`, or the class map of the Kuzushiji sets: index, code point, character. */
async function classNames({ path, files }: Listing, prefix: string): Promise<readonly string[] | null> {
  const map = `${prefix.replace(/[-_.]+$/, '')}_classmap.csv`;
  if (!files.has(map)) return readClassNames(path, 'classes.txt', files);
  const rows = (await readLines(join(path, map))).slice(1);
  return distinct(
    rows.map((line) => line.split(',')[2]?.trim() ?? ''),
    join(path, map),
  );
}

type LabelledPart = RecordPart & { readonly labels: Int32Array };

function partOf({ path: folder }: Listing, found: Arrays, part: Part): LabelledPart {
  const [images, labels] = [found[`${part} images`], found[`${part} labels`]];
  if (!images || !labels) {
    const what = images ? 'labels' : 'images';
    throw new ProblemError([problem('data.arrayMissing', folder, { path: folder, part, what })]);
  }
  const { path } = images;
  const classes = labelsOf(labels);
  const count = images.shape[0] ?? 0;
  if (count !== classes.length) {
    const values = { path, images: count, labelsPath: labels.path, labels: classes.length };
    throw new ProblemError([problem('data.countMismatch', labels.path, values)]);
  }
  if (count === 0) throw new ProblemError([problem('data.noRecords', path, { path, dims: images.shape.join(' × ') })]);
  const { shape, last } = imageShape(images);
  const pixels = pixelsOf(images.values, path);
  return { pixels: last ? planar(pixels, shape) : pixels, labels: classes, shape, path };
}

/** [n, H, W], [n, H, W, C] or [n, C, H, W] with one channel or three; `last`: channels come last. */
function imageShape({ shape, path }: Found): { readonly shape: ImageShape; readonly last: boolean } {
  const [, a = 0, b = 0, c = 0] = shape;
  const channels = (n: number): boolean => n === 1 || n === 3;
  if (shape.length === 3) return { shape: { channels: 1, height: a, width: b }, last: false };
  if (shape.length === 4 && channels(c)) return { shape: { channels: c, height: a, width: b }, last: true };
  if (shape.length === 4 && channels(a)) return { shape: { channels: a, height: b, width: c }, last: false };
  throw new ProblemError([problem('data.arrayShape', path, { path, shape: shape.join(' × ') })]);
}

/** Bytes and 16-bit numbers as they are; floating-point numbers from 0 to 1 as 16 bits. */
function pixelsOf(values: Numbers, path: string): Pixels {
  if (values instanceof Uint8Array || values instanceof Uint16Array) return values;
  let [low, high, whole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true];
  for (const v of values) {
    if (Number.isNaN(v)) throw new ProblemError([problem('data.floatNaN', path, { path })]);
    low = Math.min(low, v);
    high = Math.max(high, v);
    whole &&= Number.isInteger(v);
  }
  if (whole && low >= 0 && high > 1 && high <= 255) return Uint8Array.from(values);
  const float = values instanceof Float32Array || values instanceof Float64Array;
  if (!float || low < 0 || high > 1) throw new ProblemError([problem('data.floatRange', path, { path, low, high })]);
  return Uint16Array.from(values, (v) => Math.round(v * 65_535));
}

/** [n] or [n, 1] whole numbers, or rows of [n, k] with a single 1. */
function labelsOf({ shape, values, path }: Found): Int32Array {
  const [count = 0, columns = 1] = shape;
  const refuse = (): never => {
    throw new ProblemError([problem('data.arrayLabels', path, { path, shape: shape.join(' × ') })]);
  };
  if (shape.length > 2 || shape.length === 0) return refuse();
  if (columns === 1)
    return values.every((v) => Number.isInteger(v) && v >= 0 && v < 65_536) ? Int32Array.from(values) : refuse();
  const labels = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const start = row * columns;
    const line: number[] = Array.from(values.subarray(start, start + columns));
    labels[row] = line.indexOf(1);
    if (line.filter((v) => v !== 0).length !== 1 || labels[row] === -1) return refuse();
  }
  return labels;
}
