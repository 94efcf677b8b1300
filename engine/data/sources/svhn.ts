import { join } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { numberedClasses } from '../class-names.ts';
import { readBytes } from '../files.ts';
import { type MatMatrix, readMat } from '../formats/mat.ts';
import { type RecordPart, recordSet, turn } from './record-set.ts';
import type { Listing, Source } from './source.ts';

const [TRAIN, TEST, EXTRA] = ['train_32x32.mat', 'test_32x32.mat', 'extra_32x32.mat'];
const SIDE = 32;
const CLASSES = 10;

/**
 * SVHN, cropped digits: X [32, 32, 3, n] with the first index fastest, y with 10 for the digit 0. Netzer et al. 2011,
 * http://ufldl.stanford.edu/housenumbers/
 */
export const svhn = {
  title: 'SVHN, cropped digits',
  recognises: ({ files }) => files.has(TRAIN) || files.has(TEST),
  read: async (listing) => {
    const train = await readPart(listing, TRAIN);
    const test = listing.files.has(TEST) ? await readPart(listing, TEST) : null;
    const unused = problem('data.fileLeftOut', join(listing.path, EXTRA), { file: EXTRA }, { severity: 'warning' });
    return recordSet({ train, test }, numberedClasses(CLASSES), listing.files.has(EXTRA) ? [unused] : []);
  },
} as const satisfies Source;

async function readPart({ path: folder, files }: Listing, file: string): Promise<RecordPart> {
  const path = join(folder, file);
  if (!files.has(file)) {
    throw new ProblemError([problem('data.archiveIncomplete', folder, { path: folder, file })]);
  }
  const bytes = await readBytes(path);
  const whole = <T>(read: () => T | null): T => {
    try {
      const found = read();
      if (found !== null) return found;
    } catch {
      // Whatever is wrong in it.
    }
    throw new ProblemError([problem('data.matDamaged', path, { path })]);
  };
  const { X, y, count } = whole(() => matricesOf(bytes));
  const known = y.dims.reduce((product, n) => product * n, 1);
  if (known !== count) {
    const values = { path, images: count, labelsPath: path, labels: known };
    throw new ProblemError([problem('data.countMismatch', path, values)]);
  }
  const labels = whole(y.values);
  const record = labels.findIndex((label) => !Number.isInteger(label) || label < 1 || label > CLASSES);
  if (record >= 0) {
    const values = { path, record, found: labels[record]!, highest: CLASSES };
    throw new ProblemError([problem('data.arrayLabel', path, values)]);
  }
  const shape = { channels: 3, height: SIDE, width: SIDE };
  const classes = Uint8Array.from(labels, (label) => label % CLASSES);
  return { pixels: turn(Uint8Array.from(whole(X.values)), SIDE), labels: classes, shape, path };
}

/** Images and labels; null where there are none of this form. */
function matricesOf(
  bytes: Uint8Array,
): { readonly X: MatMatrix; readonly y: MatMatrix; readonly count: number } | null {
  const matrices = readMat(bytes);
  const [X, y] = [matrices.get('X'), matrices.get('y')];
  const [a, b, c, count = 1] = X?.dims ?? [];
  return X && y && a === SIDE && b === SIDE && c === 3 ? { X, y, count } : null;
}
