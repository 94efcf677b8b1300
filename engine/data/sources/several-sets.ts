import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import type { Listing } from './source.ts';

const MOST_NAMED = 10;
const SEPARATOR = /[-_.]+$/;

/**
 * Refuses a folder in which files of several sets lie: each is chosen by the folder and what its files' names begin
 * with.
 */
export function severalSets(folder: string, prefixes: readonly string[]): ProblemError {
  const names = prefixes.map((prefix) => prefix.replace(SEPARATOR, '')).filter((name) => name !== '');
  const commands = names.slice(0, MOST_NAMED).map((name) => `--data ${join(folder, name)}`);
  return new ProblemError([
    problem('data.severalInFolder', folder, { path: folder, count: prefixes.length, commands: commands.join('; ') }),
  ]);
}

/**
 * The files of one set of several in a folder: `path` is the folder and the beginning of their names. Null where it is
 * none.
 */
export async function oneOfSeveral(path: string): Promise<Listing | null> {
  const [folder, name] = [dirname(path), basename(path)];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some((entry) => entry.name === name)) return null;
  const rest = (file: string): string => file.slice(name.length);
  const own = entries.filter(
    (entry) => entry.isFile() && entry.name.startsWith(name) && /^[-_.]/.test(rest(entry.name)),
  );
  return own.length === 0
    ? null
    : { path: folder, files: new Set(own.map((entry) => entry.name)), folders: new Set(), images: 0 };
}
