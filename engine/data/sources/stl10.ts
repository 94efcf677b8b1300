import { join } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { numberedClasses, readClassNames } from '../class-names.ts';
import { readBytes } from '../files.ts';
import { type RecordPart, recordSet, turn } from './record-set.ts';
import type { Listing, Source } from './source.ts';

const SIDE = 96;
const RECORD = 3 * SIDE * SIDE;
const CLASSES = 10;
const UNLABELLED = 'unlabeled_X.bin';

/**
 * STL-10, binary version: planes of 96 × 96, red first, each column by column; labels from 1 in files of their own.
 * Coates, Lee & Ng 2011, https://cs.stanford.edu/~acoates/stl10/
 */
export const stl10 = {
  title: 'STL-10, binary version',
  recognises: ({ files }) => files.has('train_X.bin') || files.has('test_X.bin'),
  read: async (listing) => {
    const train = await readPart(listing, 'train');
    const test = listing.files.has('test_X.bin') ? await readPart(listing, 'test') : null;
    const classes = await readClassNames(listing.path, 'class_names.txt', listing.files, CLASSES);
    const unused = problem(
      'data.unlabelledLeftOut',
      join(listing.path, UNLABELLED),
      { file: UNLABELLED },
      { severity: 'warning' },
    );
    return recordSet(
      { train, test },
      classes ?? numberedClasses(CLASSES),
      listing.files.has(UNLABELLED) ? [unused] : [],
    );
  },
} as const satisfies Source;

async function readPart({ path: folder, files }: Listing, part: string): Promise<RecordPart> {
  const [path, labelsPath] = [join(folder, `${part}_X.bin`), join(folder, `${part}_y.bin`)];
  for (const file of [`${part}_X.bin`, `${part}_y.bin`]) {
    if (!files.has(file)) throw new ProblemError([problem('data.archiveIncomplete', folder, { path: folder, file })]);
  }
  const [bytes, stored] = [await readBytes(path), await readBytes(labelsPath)];
  if (bytes.length === 0) throw new ProblemError([problem('data.noRecords', path, { path, dims: '0 bytes' })]);
  if (bytes.length % RECORD !== 0) {
    const record = Math.floor(bytes.length / RECORD);
    const values = { path, found: bytes.length, recordBytes: RECORD, record, offset: record * RECORD };
    throw new ProblemError([problem('data.partialRecord', path, values)]);
  }
  const images = bytes.length / RECORD;
  if (images !== stored.length) {
    const values = { path, images, labelsPath, labels: stored.length };
    throw new ProblemError([problem('data.countMismatch', labelsPath, values)]);
  }
  const wrong = stored.findIndex((label) => label < 1 || label > CLASSES);
  if (wrong >= 0) {
    const values = { path: labelsPath, record: wrong, offset: wrong, found: stored[wrong]!, highest: CLASSES };
    throw new ProblemError([problem('data.labelOutOfRange', labelsPath, values)]);
  }
  const shape = { channels: 3, height: SIDE, width: SIDE };
  return { pixels: turn(bytes, SIDE), labels: stored.map((label) => label - 1), shape, path };
}
