import { join } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { distinct, numberedClasses } from '../class-names.ts';
import { readBytes } from '../files.ts';
import { type Pickled, PickledArray, readPickle } from '../formats/pickle.ts';
import { type RecordPart, recordSet } from './record-set.ts';
import type { Listing, Source } from './source.ts';

const RECORD = 3 * 32 * 32;

interface PythonForm {
  readonly title: string;
  readonly trainFiles: readonly string[];
  readonly testFile: string;
  readonly metaFile: string;
  /** Keys of the labels and of their names. */
  readonly labels: string;
  readonly names: string;
  readonly classes: number;
}

const source = (form: PythonForm, recognises: Source['recognises']): Source => ({
  title: form.title,
  recognises,
  read: (listing) => readPython(listing, form),
});

const batches = [1, 2, 3, 4, 5].map((n) => `data_batch_${n}`);

/** CIFAR-10, Python version: dictionaries with `data` [n, 3072], red plane first, and `labels`. Krizhevsky 2009. */
export const cifar10Python = source(
  {
    title: 'CIFAR-10, Python version',
    trainFiles: batches,
    testFile: 'test_batch',
    metaFile: 'batches.meta',
    labels: 'labels',
    names: 'label_names',
    classes: 10,
  },
  ({ files }) => [...batches, 'test_batch'].some((file) => files.has(file)),
);

/** CIFAR-100, Python version, with its fine labels. */
export const cifar100Python = source(
  {
    title: 'CIFAR-100, Python version',
    trainFiles: ['train'],
    testFile: 'test',
    metaFile: 'meta',
    labels: 'fine_labels',
    names: 'fine_label_names',
    classes: 100,
  },
  ({ files }) => files.has('train') && files.has('test') && files.has('meta'),
);

async function readPython(listing: Listing, form: PythonForm) {
  const missing = [...form.trainFiles, form.testFile].filter((file) => !listing.files.has(file));
  if (missing.length > 0) {
    const { path } = listing;
    throw new ProblemError(missing.map((file) => problem('data.archiveIncomplete', path, { path, file })));
  }
  const parts: RecordPart[] = [];
  for (const file of form.trainFiles) parts.push(await readBatch(join(listing.path, file), form));
  const test = await readBatch(join(listing.path, form.testFile), form);
  const train: RecordPart = {
    ...parts[0]!,
    pixels: Buffer.concat(parts.map(({ pixels }) => pixels as Uint8Array)),
    labels: parts.flatMap(({ labels }) => Array.from(labels)),
  };
  const names = listing.files.has(form.metaFile) ? await readNames(join(listing.path, form.metaFile), form) : null;
  return recordSet({ train, test }, names ?? numberedClasses(form.classes));
}

async function readBatch(path: string, { labels: key, classes }: PythonForm): Promise<RecordPart> {
  const batch = await unpickled(path);
  const [data, labels] = [batch.get('data'), batch.get(key)];
  const damaged = (): ProblemError => new ProblemError([problem('data.pickleDamaged', path, { path })]);
  if (!(data instanceof PickledArray) || !Array.isArray(labels)) throw damaged();
  const [count = 0, columns] = data.shape;
  if (columns !== RECORD || data.bytes.length !== count * RECORD || count === 0) throw damaged();
  if (labels.length !== count) {
    const values = { path, images: count, labelsPath: path, labels: labels.length };
    throw new ProblemError([problem('data.countMismatch', path, values)]);
  }
  const numbers = labels.map(Number);
  const record = numbers.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (record >= 0) {
    const values = { path, record, found: String(labels[record]), highest: classes - 1 };
    throw new ProblemError([problem('data.arrayLabel', path, values)]);
  }
  return { pixels: data.bytes, labels: numbers, shape: { channels: 3, height: 32, width: 32 }, path };
}

async function readNames(path: string, { names: key, classes }: PythonForm): Promise<readonly string[]> {
  const names = (await unpickled(path)).get(key);
  const found = Array.isArray(names)
    ? names.map((name) => (name instanceof Uint8Array ? new TextDecoder().decode(name) : String(name)))
    : [];
  if (found.length !== classes) {
    throw new ProblemError([problem('data.classNames', path, { path, found: found.length, expected: classes })]);
  }
  return distinct(found, path);
}

async function unpickled(path: string): Promise<ReadonlyMap<string, Pickled>> {
  const bytes = await readBytes(path);
  try {
    const found = readPickle(bytes);
    if (found instanceof Map) return found as ReadonlyMap<string, Pickled>;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  throw new ProblemError([problem('data.pickleDamaged', path, { path })]);
}
