import type * as Fs from 'node:fs';

/** A disk that is full in the middle of the write after the next `left`; `freed`: somebody makes room at once. */
export const disk = { left: Number.POSITIVE_INFINITY, freed: false };

/** How many of so many bytes go onto the disk; throws as the kernel does where none do. */
function take(bytes: number): number {
  if (disk.left-- > 0) return bytes;
  if (disk.left === -1 && bytes > 1) return bytes >> 1;
  if (disk.freed) disk.left = Number.POSITIVE_INFINITY;
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}

const bytesOf = (data: unknown): Uint8Array =>
  typeof data === 'string' ? Buffer.from(data) : (data as Uint8Array<ArrayBuffer>);

/**
 * The functions of `node:fs` that write, on that disk: as the kernel's, they write what still fits before they fail.
 */
export function onSmallDisk(fs: typeof Fs): typeof Fs {
  const writeSync = (file: number, data: string | Uint8Array, at = 0): number => {
    const bytes = bytesOf(data);
    return fs.writeSync(file, bytes, at, take(bytes.length - at));
  };
  const appendFileSync = (path: string, data: string | Uint8Array): void => {
    const bytes = bytesOf(data);
    for (let at = 0; at < bytes.length; ) {
      const taken = take(bytes.length - at);
      fs.appendFileSync(path, bytes.subarray(at, at + taken));
      at += taken;
    }
  };
  return { ...fs, writeSync, appendFileSync } as typeof Fs;
}
