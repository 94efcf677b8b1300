import { join } from 'node:path';
import { ProblemError, problem } from '../base/diagnostics.ts';
import { readLines } from './files.ts';

/**
 * Class names, one a line, where `folder` has such a file; null otherwise. `expected`: how many there must be, where
 * known.
 */
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
  return distinct(names, path);
}

/**
 * The names that a file gives the classes 0, 1 … Throws ProblemError where one has none, or two have the same: nobody
 * could tell them apart.
 */
export function distinct(names: string[], path: string): string[] {
  const first = new Map<string, number>();
  for (const [label, name] of names.entries()) {
    if (name === '') throw new ProblemError([problem('data.classUnnamed', path, { path, label })]);
    const before = first.get(name);
    if (before !== undefined) {
      throw new ProblemError([problem('data.classTwice', path, { path, name, first: before, second: label })]);
    }
    first.set(name, label);
  }
  return names;
}

export const numberedClasses = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));
