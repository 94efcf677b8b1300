import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Problem, ProblemError, problem } from '../base/diagnostics.ts';

/** No data file of a known kind is larger; a gzip file that unpacks to more is refused before it fills the memory. */
const LARGEST_FILE = 2 ** 31;

/** The problem behind a failed file operation; other errors are bugs and are thrown on. */
export function fileProblem(error: unknown, path: string): Problem {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return problem('data.notFound', path, { path });
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

export async function readBytes(path: string): Promise<Uint8Array> {
  await requireFile(path);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new ProblemError([fileProblem(error, path)]);
  });
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return gzipped ? unpack(bytes, path) : bytes;
}

async function unpack(bytes: Uint8Array, path: string): Promise<Uint8Array> {
  return promisify(gunzip)(bytes, { maxOutputLength: LARGEST_FILE }).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') {
      throw new ProblemError([problem('data.gzipTruncated', path, { path, bytes: bytes.length })]);
    }
    throw new ProblemError([problem('data.gzipDamaged', path, { path, reason: message })]);
  });
}

/** The lines of a text file that are not empty. */
export async function readLines(path: string): Promise<string[]> {
  const text = new TextDecoder().decode(await readBytes(path));
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

/** What lies in a folder, but for hidden things and litter, by name in code-unit order. */
export async function readFolderEntries(path: string): Promise<Entry[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw new ProblemError([fileProblem(error, path)]);
  });
  const seen = entries.filter(({ name }) => !name.startsWith('.') && !LITTER.has(name));
  const resolved = seen.map(async (entry): Promise<Entry | null> => {
    const link = entry.isSymbolicLink();
    const target = link ? await stat(join(path, entry.name)).catch(() => null) : entry;
    // A pipe would be waited for.
    if (target && !target.isDirectory() && !target.isFile()) return null;
    return { name: entry.name, folder: target?.isDirectory() ?? false, link };
  });
  const found = (await Promise.all(resolved)).filter((entry) => entry !== null);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
