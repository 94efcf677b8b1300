import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/**
 * Writes under another name, syncs, renames: a crash or a full disk leaves what was at `path` whole. Throws the error of the file system, with nothing left at
 * `scratch`.
 */
export function replaceFile(path: string, bytes: Uint8Array, scratch: string): void {
  try {
    rmSync(scratch, { force: true });
    const file = openSync(scratch, 'wx');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(scratch, path);
  } catch (error) {
    discard(scratch);
    throw error;
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
