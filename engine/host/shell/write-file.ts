import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';

/** Writes under another name, syncs, renames: what was at `path` stays whole until the new file is. Makes the folder. */
export function writeFileWhole(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${process.pid}.writing`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ProblemError([problem('file.cannotWrite', path, { path, reason: code ?? message })]);
  }
}

/** Deletes a file that nobody misses, if it is there and can be. */
export function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Its folder is none, or on a disk that is gone.
  }
}
