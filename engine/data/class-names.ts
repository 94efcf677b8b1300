import { join } from 'node:path';
import { ProblemError, problem } from '../base/diagnostics.ts';
import { readLines } from './files.ts';

/** Class names, one a line, where `folder` has such a file; null otherwise. `expected`: how many there must be, where known. */
export async function readClassNames(
  folder: string,
  file: string,
  entries: ReadonlySet<string>,
  expected?: number,
): Promise<string[] | null> {
  if (!entries.has(file)) return null;
  const path = join(folder, file);
  const names = (await readLines(path)).map((line) => line.trim().normalize('NFC'));
  if (expected !== undefined && names.length !== expected) {
    throw new ProblemError([problem('data.classNames', path, { path, found: names.length, expected })]);
  }
  return names;
}

export const numberedClasses = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));
