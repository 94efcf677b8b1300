import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Longer than a disk takes over the last bytes of a file: what is older was left by a process that was killed. */
const LEFT_MS = 60_000;

/**
 * Writes under another name, syncs, renames: a crash or a full disk leaves what was at `path` whole, and of two that
 * write at once one comes last. Throws the error of the file system, with nothing left beside the file.
 */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const scratch = `${path}.${randomBytes(4).toString('hex')}.writing`;
  discardUnfinished(path, LEFT_MS);
  try {
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

/** Deletes what processes that were killed while they wrote `path` have left beside it, where it is at least so old. */
export function discardUnfinished(path: string, milliseconds: number): void {
  const folder = dirname(path);
  for (const name of namesIn(folder)) {
    if (!isUnfinished(name, basename(path))) continue;
    const left = join(folder, name);
    const written = statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - written >= milliseconds) discard(left);
  }
}

/**
 * Whether a file of this name is a `file` that is being written, or was when its process was killed. Earlier versions
 * put a number there, or nothing.
 */
export const isUnfinished = (name: string, file: string): boolean =>
  name.startsWith(`${file}.`) && /^\.([0-9a-f]{1,10}\.)?writing$/.test(name.slice(file.length));

/** Deletes a file that nobody misses, if it is there and can be. */
export function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Its folder is none, or on a disk that is gone.
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
