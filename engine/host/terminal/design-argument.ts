import { basename } from 'node:path';
import type { ProblemCode } from '../../base/catalogue/index.ts';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { parseDocument } from '../../design/parse.ts';
import { fileKind } from '../../onnx/file-kind.ts';
import { readPlainFile } from '../../train/plain-file.ts';
import type { DesignSource } from '../protocol.ts';

/**
 * DESIGN on the command line: `template:NAME?argument=value`, a `.loom.json`, or an ONNX file that Layerloom wrote,
 * which has its design inside; which of the two a file is, its bytes say. What is broken in a document, but leaves it
 * standing, is reported by whoever opens it.
 */
export async function designArgument(text: string): Promise<DesignSource> {
  if (text.startsWith('template:')) return { kind: 'template', spec: text };
  const bytes = read(text);
  const name = basename(text);
  if (!isDocument(bytes, name)) {
    const { designInside } = await import('../../onnx/design-inside.ts');
    return { kind: 'document', document: designInside(bytes, text), name };
  }
  const json = bytes.toString('utf8');
  const { document, problems } = parseDocument(json, text);
  if (!document) throw new ProblemError(problems);
  return { kind: 'document', document: JSON.parse(json.replace(/^\uFEFF/, '')) as unknown, name };
}

/** JSON, or text that its name calls JSON. */
function isDocument(bytes: Uint8Array, name: string): boolean {
  const { is } = fileKind(bytes);
  return is === 'json' || (is === 'text' && name.toLowerCase().endsWith('.json'));
}

function read(path: string): Buffer {
  try {
    return readPlainFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw refused('design.notFound', path);
    throw refused('design.unreadable', path, code ?? message);
  }
}

function refused(code: ProblemCode, path: string, reason?: string): ProblemError {
  return new ProblemError([problem(code, path, { path, ...(reason === undefined ? {} : { reason }) })]);
}
