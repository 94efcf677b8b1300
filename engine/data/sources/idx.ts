import { join } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { distinct, numberedClasses, readClassNames } from '../class-names.ts';
import { readLines, readUnpacked } from '../files.ts';
import { idxSize, readIdxImages, readIdxLabels } from '../formats/idx.ts';
import { type ImageSet, sizeText } from '../image-set.ts';
import { type RecordPart, recordSet, turn } from './record-set.ts';
import { severalSets } from './several-sets.ts';
import type { Listing, Source } from './source.ts';

/** `train-images-idx3-ubyte`, `emnist-letters-test-labels-idx1-ubyte.gz`, `qmnist-train-labels-idx2-int.gz` … */
const FILE_NAME =
  /^(?<prefix>.*?)(?<part>train|t10k|test)[-_](?<what>images|labels)[-._]idx\d[-._](?:ubyte|byte|short|int)(?:\.gz)?$/;

interface NamedFile {
  readonly file: string;
  readonly prefix: string;
  readonly part: 'train' | 'test';
  readonly what: 'images' | 'labels';
}

/**
 * IDX files, gzip or not: LeCun, Cortes & Burges, "The MNIST database of handwritten digits". Whatever stands in front
 * of `train-images` names the set: EMNIST's parts and QMNIST have such names. `classes.txt`, or EMNIST's `mapping.txt`,
 * names the classes.
 */
export const idx = {
  title: 'IDX files (MNIST, Fashion-MNIST)',
  recognises: (listing) => namedFiles(listing).length > 0,
  read: readIdx,
} as const satisfies Source;

interface LabelledPart extends RecordPart {
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
  readonly labelsPath: string;
  /** Byte of a record's label in its file. */
  readonly offsetOf: (record: number) => number;
}

/** The set's own labels in the order of classes. */
interface Classes {
  readonly names: readonly string[];
  readonly labels: readonly number[];
}

const namedFiles = ({ files }: Listing): NamedFile[] =>
  [...files].sort().flatMap((file) => {
    const { prefix = '', part, what } = FILE_NAME.exec(file)?.groups ?? {};
    return what ? [{ file, prefix, part: part === 'train' ? 'train' : 'test', what: what as NamedFile['what'] }] : [];
  });

async function readIdx(listing: Listing): Promise<ImageSet> {
  const files = namedFiles(listing);
  const prefixes = [...new Set(files.map(({ prefix }) => prefix))];
  if (prefixes.length > 1) throw severalSets(listing.path, prefixes);
  const [prefix = ''] = prefixes;
  const train = await readPart(listing, files, 'train');
  const test = files.some(({ part }) => part === 'test') ? await readPart(listing, files, 'test') : null;
  const classes =
    (await mappedClasses(listing, prefix)) ??
    numbered(await readClassNames(listing.path, 'classes.txt', listing.files)) ??
    impliedClasses(train);
  const transposed = prefix.startsWith('emnist-');
  const parts = [train, test].map((part) => part && inOrder(transposed ? upright(part) : part, classes));
  const said = problem('data.turned', listing.path, { path: listing.path }, { severity: 'warning' });
  return recordSet({ train: parts[0]!, test: parts[1] ?? null }, classes.names, transposed ? [said] : []);
}

async function readPart(listing: Listing, files: readonly NamedFile[], part: NamedFile['part']): Promise<LabelledPart> {
  const path = findFile(listing, files, part, 'images');
  const labelsPath = findFile(listing, files, part, 'labels');
  const { count, height, width, pixels } = readIdxImages(await readUnpacked(path, idxSize), path);
  const { labels, offsetOf } = readIdxLabels(await readUnpacked(labelsPath, idxSize), labelsPath);
  if (count !== labels.length) {
    const values = { path, images: count, labelsPath, labels: labels.length };
    throw new ProblemError([problem('data.countMismatch', labelsPath, values)]);
  }
  return { pixels, labels, offsetOf, shape: { channels: 1, height, width }, path, labelsPath };
}

/** A file that is not compressed goes before its compressed twin. */
function findFile(
  { path }: Listing,
  files: readonly NamedFile[],
  part: NamedFile['part'],
  what: NamedFile['what'],
): string {
  const found = files.find((one) => one.part === part && one.what === what);
  if (found) return join(path, found.file);
  const beside = files.find((one) => one.part === part);
  const file = beside
    ? beside.file
        .replace(beside.what, what)
        .replace(/idx\d/, what === 'images' ? 'idx3' : 'idx1')
        .replace(/\.gz$/, '')
    : `${files[0]?.prefix ?? ''}${part}-${what}-idx${what === 'images' ? 3 : 1}-ubyte`;
  throw new ProblemError([problem('data.fileMissing', path, { path, file, also: `${file}.gz` })]);
}

/** EMNIST's file of classes: a line has a label and the code points of the characters that it stands for. */
async function mappedClasses({ path: folder, files }: Listing, prefix: string): Promise<Classes | null> {
  const file = `${prefix}mapping.txt`;
  if (!files.has(file)) return null;
  const path = join(folder, file);
  const rows = (await readLines(path)).map((line) => line.trim().split(/\s+/).map(Number));
  const wrong = rows.findIndex(
    (row) => row.length < 2 || row.some((n) => !Number.isInteger(n) || n < 0 || n > 0x10ffff),
  );
  if (wrong >= 0) throw new ProblemError([problem('data.mappingLine', path, { path, line: wrong + 1 })]);
  const labels = rows.map(([label]) => label!);
  const twice = labels.find((label, place) => labels.indexOf(label) !== place);
  if (twice !== undefined) throw new ProblemError([problem('data.labelTwice', path, { path, label: twice })]);
  const names = rows.map(([, ...codes]) => String.fromCodePoint(...codes));
  return { names: distinct(names, path), labels };
}

const numbered = (names: readonly string[] | null): Classes | null =>
  names && { names, labels: names.map((_, label) => label) };

/**
 * Without names, classes are the labels 0 or 1 … highest; a gap says that labels are damaged or do not count from
 * there.
 */
function impliedClasses({ labels, labelsPath, offsetOf }: LabelledPart): Classes {
  const seen = new Set(labels);
  const first = seen.has(0) ? 0 : seen.has(1) ? 1 : 0;
  const most = labels.reduce((a, b) => Math.max(a, b), 0);
  for (let label = first; label < most; label++) {
    if (seen.has(label)) continue;
    const record = labels.indexOf(most);
    const values = { path: labelsPath, highest: most, record, offset: offsetOf(record), missing: label };
    throw new ProblemError([problem('data.labelGap', labelsPath, values)]);
  }
  const all = numberedClasses(most + 1).slice(first);
  return { names: all, labels: all.map(Number) };
}

/** Labels as places among the classes. Throws ProblemError where one is none. */
function inOrder(part: LabelledPart, classes: Classes): RecordPart {
  const places = new Map(classes.labels.map((label, place) => [label, place]));
  const record = part.labels.findIndex((label) => !places.has(label));
  if (record >= 0) {
    const { labelsPath, labels, offsetOf } = part;
    const values = {
      path: labelsPath,
      record,
      offset: offsetOf(record),
      found: labels[record]!,
      highest: Math.max(...classes.labels),
    };
    throw new ProblemError([problem('data.labelOutOfRange', labelsPath, values)]);
  }
  return { ...part, labels: part.labels.map((label) => places.get(label)!) };
}

/** EMNIST's images are stored column by column. */
function upright(part: LabelledPart): LabelledPart {
  const { height, width } = part.shape;
  if (height !== width) {
    const values = { path: part.path, found: sizeText(part.shape) };
    throw new ProblemError([problem('data.notSquare', part.path, values)]);
  }
  return { ...part, pixels: turn(part.pixels, height) };
}
