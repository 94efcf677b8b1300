import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { LONGEST_DESIGN, type OpenedFile, type ShellResult } from '../shell-protocol.ts';
import { writeFileWhole } from './write-file.ts';

const ENDINGS = ['.json'];

/** Reads a design's text. Throws a ProblemError with `file.*`. */
export function readDesign(path: string): OpenedFile {
  checkEnding(path);
  const bytes = readBytes(path);
  return { path, name: basename(path), text: utf8(bytes, path), revision: revisionOf(bytes) };
}

/**
 * Writes a design so that at any moment the file is the old one or the new one, whole. Writes nothing where the file is no longer of the
 * revision that the text came from. Throws a ProblemError with `file.*`.
 */
export function writeDesign(path: string, text: string, revision: string | null): ShellResult<'files.write'> {
  checkEnding(path);
  if (revision !== null && currentRevision(path) !== revision) return { changed: true };
  const bytes = new TextEncoder().encode(text);
  const mode = existsSync(path) ? statSync(path).mode : undefined;
  writeFileWhole(path, bytes);
  if (mode !== undefined) chmodSync(path, mode);
  return { revision: revisionOf(bytes) };
}

function checkEnding(path: string): void {
  if (ENDINGS.some((ending) => path.toLowerCase().endsWith(ending))) return;
  throw new ProblemError([problem('file.wrongKind', path, { path, endings: ENDINGS.join(', ') })]);
}

/** Null where there is no file any more. */
function currentRevision(path: string): string | null {
  return existsSync(path) ? revisionOf(readBytes(path)) : null;
}

function readBytes(path: string): Uint8Array {
  try {
    const stat = statSync(path);
    // A pipe gives nothing until somebody writes to it, a device may never end.
    if (!stat.isFile()) throw new ProblemError([problem('file.notFile', path, { path })]);
    const { size } = stat;
    if (size > LONGEST_DESIGN) {
      throw new ProblemError([problem('file.tooLarge', path, { path, bytes: size, limit: LONGEST_DESIGN })]);
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ProblemError([
      code === 'ENOENT'
        ? problem('file.notFound', path, { path })
        : problem('file.cannotRead', path, { path, reason: code ?? message }),
    ]);
  }
}

function revisionOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

function utf8(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ProblemError([problem('file.notText', path, { path, offset: firstWrongByte(bytes) })]);
  }
}

/** Where the longest prefix that is UTF-8 ends. */
function firstWrongByte(bytes: Uint8Array): number {
  const decoded = new TextDecoder().decode(bytes);
  const again = new TextEncoder().encode(decoded);
  return again.findIndex((byte, i) => byte !== bytes[i]);
}
