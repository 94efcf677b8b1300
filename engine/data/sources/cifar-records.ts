import { join } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { numberedClasses, readClassNames } from '../class-names.ts';
import { readBytes } from '../files.ts';
import type { ImageSet } from '../image-set.ts';
import { type RecordPart, recordSet } from './record-set.ts';
import type { Listing } from './source.ts';

const IMAGE_BYTES = 3 * 32 * 32;

export interface CifarForm {
  readonly trainFiles: readonly string[];
  readonly testFile: string;
  /** Highest label of each label byte in front of the pixels; the last one is the class. */
  readonly highestLabels: readonly number[];
  readonly namesFile: string;
}

/**
 * The binary CIFAR files: records of label bytes and 3,072 pixels, red plane first, with no header.
 * Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html
 */
export async function readCifar(listing: Listing, form: CifarForm): Promise<ImageSet> {
  const missing = [...form.trainFiles, form.testFile].filter((file) => !listing.files.has(file));
  if (missing.length > 0) throw new ProblemError(missing.map((file) => missingFile(listing, file)));
  const train: Uint8Array[] = [];
  for (const file of form.trainFiles) train.push(await readChecked(join(listing.path, file), form));
  const test = await readChecked(join(listing.path, form.testFile), form);

  const classes = (form.highestLabels.at(-1) ?? 0) + 1;
  const names = await readClassNames(listing.path, form.namesFile, listing.files, classes);
  const path = (file: string): string => join(listing.path, file);
  return recordSet(
    { train: part(train, form, path(form.trainFiles[0] ?? '')), test: part([test], form, path(form.testFile)) },
    names ?? numberedClasses(classes),
  );
}

function part(files: readonly Uint8Array[], { highestLabels }: CifarForm, path: string): RecordPart {
  const recordBytes = highestLabels.length + IMAGE_BYTES;
  const count = files.reduce((n, bytes) => n + bytes.length / recordBytes, 0);
  const pixels = new Uint8Array(count * IMAGE_BYTES);
  const labels = new Uint8Array(count);
  let index = 0;
  for (const bytes of files) {
    for (let offset = 0; offset < bytes.length; offset += recordBytes, index++) {
      const body = offset + highestLabels.length;
      labels[index] = bytes[body - 1] as number;
      pixels.set(bytes.subarray(body, offset + recordBytes), index * IMAGE_BYTES);
    }
  }
  return { pixels, labels, shape: { channels: 3, height: 32, width: 32 }, path };
}

function missingFile({ path }: Listing, file: string) {
  return problem('data.archiveIncomplete', path, { path, file });
}

async function readChecked(path: string, form: CifarForm): Promise<Uint8Array> {
  const bytes = await readBytes(path);
  const recordBytes = form.highestLabels.length + IMAGE_BYTES;
  if (bytes.length === 0) throw new ProblemError([problem('data.noRecords', path, { path, dims: '0 bytes' })]);
  if (bytes.length % recordBytes !== 0) {
    const record = Math.floor(bytes.length / recordBytes);
    const values = { path, found: bytes.length, recordBytes, record, offset: record * recordBytes };
    throw new ProblemError([problem('data.partialRecord', path, values)]);
  }
  for (let offset = 0; offset < bytes.length; offset += recordBytes) {
    form.highestLabels.forEach((highest, i) => {
      const found = bytes[offset + i] as number;
      if (found <= highest) return;
      const values = { path, record: offset / recordBytes, offset: offset + i, found, highest };
      throw new ProblemError([problem('data.labelOutOfRange', path, values)]);
    });
  }
  return bytes;
}
