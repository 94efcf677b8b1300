import { openSync, readFileSync, statSync } from 'node:fs';

/** Refuses pipes, sockets and devices: who opens one waits for whoever is at its other end, perhaps for ever. Throws as the file system does where there is none. */
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
