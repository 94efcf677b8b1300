import { openSync, readFileSync, statSync } from 'node:fs';
import { bytes } from '../base/format.ts';

/**
 * Refuses pipes, sockets and devices: who opens one waits for whoever is at its other end, perhaps for ever. Throws as
 * the file system does where there is none.
 */
function requirePlain(path: string): void {
  const found = statSync(path);
  if (found.isFile()) return;
  throw new Error(found.isDirectory() ? 'it is a folder' : 'it is a pipe, a socket or a device, and no file');
}

export function readPlainFile(path: string): Buffer {
  requirePlain(path);
  return readFileSync(path);
}

/** For reading. */
export function openPlainFile(path: string): number {
  requirePlain(path);
  return openSync(path, 'r');
}

/** Bytes. A record of a run with a large design in it has some millions. */
const LONGEST_TEXT = 2 ** 26;

/**
 * A file of text that people may have put in the place of another. Throws an Error where it is too long to be a record,
 * before it is read.
 */
export function readPlainText(path: string): string {
  requirePlain(path);
  const { size } = statSync(path);
  if (size > LONGEST_TEXT) throw new Error(`it has ${bytes(size)}, and a record at most ${bytes(LONGEST_TEXT)}`);
  return readFileSync(path, 'utf8');
}
