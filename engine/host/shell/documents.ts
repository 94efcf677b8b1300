import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { designText } from '../../import/design-file.ts';
import { notOnnx } from '../../onnx/design-inside.ts';
import { fileKind } from '../../onnx/file-kind.ts';
import { LONGEST_DESIGN, LONGEST_ONNX, type OpenedFile, type ShellResult } from '../shell-protocol.ts';
import { designEndings, isDesignFile } from './design-files.ts';
import { writeFileWhole } from './write-file.ts';

const DOCUMENT = '.json';

/**
 * Reads a design's text; of an ONNX file that Layerloom wrote, the design inside. Throws a ProblemError that says what
 * the file is where it holds none.
 */
export function readDesign(path: string): OpenedFile {
  if (!isDesignFile(path)) throw wrongKind(path, designEndings);
  const isDocument = path.toLowerCase().endsWith(DOCUMENT);
  const bytes = readBytes(path, isDocument ? LONGEST_DESIGN : LONGEST_ONNX);
  const text = isDocument ? utf8(bytes, path) : designText(bytes, path);
  return { path, name: basename(path), text, revision: revisionOf(bytes) };
}

/**
 * Writes a design so that at any moment the file is the old one or the new one, whole. Writes nothing where the file is
 * no longer of the revision that the text came from. Throws a ProblemError with `file.*`.
 */
export function writeDesign(path: string, text: string, revision: string | null): ShellResult<'files.write'> {
  if (!path.toLowerCase().endsWith(DOCUMENT)) throw wrongKind(path, DOCUMENT);
  if (revision !== null && currentRevision(path) !== revision) return { changed: true };
  const bytes = new TextEncoder().encode(text);
  const mode = existsSync(path) ? statSync(path).mode : undefined;
  writeFileWhole(path, bytes);
  if (mode !== undefined) chmodSync(path, mode);
  return { revision: revisionOf(bytes) };
}

const wrongKind = (path: string, endings: string): ProblemError =>
  new ProblemError([problem('file.wrongKind', path, { path, endings })]);

/** Null where there is no file any more. */
function currentRevision(path: string): string | null {
  return existsSync(path) ? revisionOf(readBytes(path, LONGEST_DESIGN)) : null;
}

function readBytes(path: string, limit: number): Uint8Array {
  try {
    const stat = statSync(path);
    // A pipe gives nothing until somebody writes to it, a device may never end.
    if (!stat.isFile()) throw new ProblemError([problem('file.notFile', path, { path })]);
    const { size } = stat;
    if (size > limit) throw new ProblemError([problem('file.tooLarge', path, { path, bytes: size, limit })]);
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
    const kind = fileKind(bytes);
    const refusal = kind.is === 'unknown' || kind.is === 'text' ? null : notOnnx(kind, path);
    throw new ProblemError([refusal ?? problem('file.notText', path, { path, offset: firstWrongByte(bytes) })]);
  }
}

/** Where the longest prefix that is UTF-8 ends. */
function firstWrongByte(bytes: Uint8Array): number {
  const decoded = new TextDecoder().decode(bytes);
  const again = new TextEncoder().encode(decoded);
  return again.findIndex((byte, i) => byte !== bytes[i]);
}
