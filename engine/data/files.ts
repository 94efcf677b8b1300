import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { type Problem, ProblemError, problem } from '../base/diagnostics.ts';
import { isGarbled } from '../base/file-name.ts';
import { bytes as bytesText } from '../base/format.ts';
import { isImageEnding } from './formats/sniff.ts';

/** Bytes of a file in memory, packed or not. Node reads no larger one at once. */
const LARGEST_FILE = 2 ** 31;
/** Lists of names. */
const LARGEST_LIST = 2 ** 24;
/** So many bytes of a packed file are looked at to know how long it is unpacked. */
const HEAD = 4096;

/** The problem behind a failed file operation; other errors are bugs and are thrown on. */
export function fileProblem(error: unknown, path: string): Problem {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return problem(isGarbled(path) ? 'file.nameNotUtf8' : 'data.notFound', path, { path });
    case 'EACCES':
    case 'EPERM':
      return problem('data.noPermission', path, { path });
    case undefined:
      throw error;
    default:
      return problem('data.unreadable', path, { path, reason: message });
  }
}

/** Who opens a pipe, a socket or a device waits for its other end, perhaps for ever. Throws ProblemError. */
export async function requireFile(path: string): Promise<void> {
  const info = await stat(path).catch((error: unknown) => {
    throw new ProblemError([fileProblem(error, path)]);
  });
  if (info.isFile()) return;
  const reason = info.isDirectory() ? 'it is a folder' : 'it is a pipe, a socket or a device, and no file';
  throw new ProblemError([problem('data.unreadable', path, { path, reason })]);
}

export async function readBytes(path: string): Promise<Buffer> {
  await requireFile(path);
  return readFile(path).catch((error: unknown) => {
    throw new ProblemError([fileProblem(error, path)]);
  });
}

/**
 * The same for a file that may be packed with gzip. `sizeOf` says from the first bytes how many there are in all, so
 * that a file of some megabytes that unpacks to gigabytes of nothing is refused before it fills the memory; null where
 * they are of no known kind, and all that is worth a look.
 */
export async function readUnpacked(path: string, sizeOf: (head: Uint8Array) => number | null): Promise<Uint8Array> {
  const bytes = await readBytes(path);
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return gzipped ? unpack(bytes, path, sizeOf) : bytes;
}

async function unpack(
  bytes: Uint8Array,
  path: string,
  sizeOf: (head: Uint8Array) => number | null,
): Promise<Uint8Array> {
  const unpacked: Buffer[] = [];
  const unpacking = createGunzip({ chunkSize: 1 << 20 });
  unpacking.end(bytes);
  let [size, most]: [number, number | null] = [0, null];
  try {
    for await (const piece of unpacking as AsyncIterable<Buffer>) {
      unpacked.push(piece);
      size += piece.length;
      if (most === null && size >= HEAD) {
        const head = Buffer.concat(unpacked);
        most = sizeOf(head);
        if (most === null) return head;
        requireReadable(path, most);
      }
      if (most !== null && size > most) {
        throw new ProblemError([problem('data.unpacksToMore', path, { path, most: bytesText(most) })]);
      }
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof ProblemError) throw error;
    if (code === 'Z_BUF_ERROR') {
      throw new ProblemError([problem('data.gzipTruncated', path, { path, bytes: bytes.length })]);
    }
    throw new ProblemError([problem('data.gzipDamaged', path, { path, reason: message })]);
  }
  return Buffer.concat(unpacked);
}

/** Throws ProblemError where a header says of a file that it has more bytes than are read. */
export function requireReadable(path: string, size: number): void {
  if (size <= LARGEST_FILE) return;
  const values = { path, found: bytesText(size), most: bytesText(LARGEST_FILE) };
  throw new ProblemError([problem('data.saysTooLarge', path, values)]);
}

/** The lines of a text file that are not empty. Throws ProblemError. */
export async function readLines(path: string): Promise<string[]> {
  const bytes = await readBytes(path);
  if (bytes.length > LARGEST_LIST) {
    const values = { path, found: bytesText(bytes.length), most: bytesText(LARGEST_LIST) };
    throw new ProblemError([problem('data.listTooLarge', path, values)]);
  }
  const text = new TextDecoder().decode(bytes);
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

export interface Entry {
  readonly name: string;
  /** A folder, or a link to one. */
  readonly folder: boolean;
  readonly link: boolean;
}

/** What systems and tools put beside people's files: thumbnails, settings, caches, libraries. */
const LITTER = new Set([
  'node_modules',
  'site-packages',
  'venv',
  '__MACOSX',
  '__pycache__',
  '@eaDir',
  '$RECYCLE.BIN',
  'System Volume Information',
  'lost+found',
  'Thumbs.db',
  'desktop.ini',
]);

/**
 * What lies in a folder, but for hidden things and litter, by name in code-unit order. Throws ProblemError: also where
 * a folder or an image has a name that cannot be opened.
 */
export async function readFolderEntries(path: string): Promise<Entry[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw new ProblemError([fileProblem(error, path)]);
  });
  const seen = entries.filter(({ name }) => !name.startsWith('.') && !LITTER.has(name));
  await requireReadableNames(path, seen);
  const resolved = seen.map(async (entry): Promise<Entry> => {
    const link = entry.isSymbolicLink();
    const target = link ? await stat(join(path, entry.name)).catch(() => null) : entry;
    return { name: entry.name, folder: target?.isDirectory() ?? false, link };
  });
  const found = await Promise.all(resolved);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Node gives bytes that are no UTF-8 as the replacement character, and no file is found by that. */
async function requireReadableNames(folder: string, entries: readonly Dirent[]): Promise<void> {
  const wanted = entries.filter(
    (entry) => isGarbled(entry.name) && (entry.isDirectory() || isImageEnding(extname(entry.name))),
  );
  const found = wanted.map(({ name }) =>
    lstat(join(folder, name)).then(
      () => [],
      () => [name],
    ),
  );
  const [first, ...others] = (await Promise.all(found)).flat();
  if (first === undefined) return;
  throw new ProblemError([problem('data.namesNotUtf8', folder, { path: folder, count: others.length + 1, first })]);
}
