import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';

/**
 * Which paths a page may use: below the chosen folder, and what the user chose one by one. Links are followed before
 * anything is compared; hidden files and folders below the chosen one stay closed.
 */
export class Grants {
  readonly folder: string | null;
  readonly #files = new Set<string>();
  readonly #trees = new Set<string>();

  constructor(folder: string | null) {
    this.folder = folder === null ? null : realPath(folder);
    if (this.folder !== null) this.#trees.add(this.folder);
  }

  /** The user chose this file. */
  allowFile(path: string): void {
    this.#files.add(realPath(path));
  }

  /** The user chose this folder with all it holds. */
  allowTree(path: string): void {
    this.#trees.add(realPath(path));
  }

  /** The real path. Throws a ProblemError where the page may not use it. */
  check(path: string): string {
    if (path.includes('\0')) throw new ProblemError([this.#refusal(path.replaceAll('\0', '␀'))]);
    const real = realPath(path);
    if (this.#files.has(real) || [...this.#trees].some((tree) => isVisibleBelow(tree, real))) return real;
    throw new ProblemError([this.#refusal(path)]);
  }

  #refusal(path: string): ReturnType<typeof problem> {
    return this.folder === null
      ? problem('file.notChosen', path, { path })
      : problem('file.notAllowed', path, { path, folder: this.folder });
  }
}

/** With links resolved as far as the path exists. */
function realPath(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync.native(whole);
  } catch {
    const parent = dirname(whole);
    return parent === whole ? whole : join(realPath(parent), basename(whole));
  }
}

function isVisibleBelow(tree: string, path: string): boolean {
  const way = relative(tree, path);
  if (way === '') return true;
  // `..` is hidden by this rule as well. On Windows a colon names another drive, or a stream inside a file.
  if (process.platform === 'win32' && way.includes(':')) return false;
  return !isAbsolute(way) && !way.split(sep).some((step) => step.startsWith('.'));
}
