import { existsSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProblemError } from '../../base/diagnostics.ts';
import { makeFolder } from '../../train/make-folder.ts';
import { replaceFile } from '../../train/replace-file.ts';
import { writeProblem } from '../../train/write-problem.ts';

/**
 * Replaces a file whole, the one that a link leads to, and makes its folder; a pipe or a device is written to. Throws a
 * ProblemError.
 */
export function writeFileWhole(path: string, bytes: Uint8Array): void {
  try {
    makeFolder(dirname(path));
    const found = statSync(path, { throwIfNoEntry: false });
    const isOpenEnded = found !== undefined && !found.isFile() && !found.isDirectory();
    if (isOpenEnded) writeFileSync(path, bytes);
    else replaceFile(existsSync(path) ? realpathSync(path) : path, bytes);
  } catch (error) {
    throw new ProblemError([writeProblem(error, path)]);
  }
}
