import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { replaceFile } from '../../train/replace-file.ts';

/** Replaces a file whole, and makes its folder. Throws a ProblemError. */
export function writeFileWhole(path: string, bytes: Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, bytes, `${path}.${process.pid}.writing`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ProblemError([problem('file.cannotWrite', path, { path, reason: code ?? message })]);
  }
}
