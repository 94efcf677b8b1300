import { basename } from 'node:path';
import type { ProblemCode } from '../../base/catalogue/index.ts';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { parseDocument } from '../../design/parse.ts';
import { fileKind } from '../../onnx/file-kind.ts';
import { readPlainFile } from '../../train/plain-file.ts';
import type { DesignSource } from '../protocol.ts';
import { LONGEST_DESIGN } from '../shell-protocol.ts';
import { note } from './print.ts';
import { text as message } from './texts.ts';

/**
 * DESIGN on the command line: `template:NAME?argument=value`, a `.loom.json`, or an ONNX file: one that
 * Layerloom wrote has its design inside, another is drawn without its weights, which is said. Which a file is, its
 * bytes say. What is broken in a document, but leaves it standing, is reported by whoever opens it.
 */
export async function designArgument(path: string): Promise<DesignSource> {
  if (path.startsWith('template:')) return { kind: 'template', spec: path };
  const bytes = read(path);
  const name = basename(path);
  if (!isDocument(bytes, name)) {
    const [{ designInModel }, { isOwn, notOnnx }] = await Promise.all([
      import('../../import/design-file.ts'),
      import('../../onnx/design-inside.ts'),
    ]);
    const refusal = notOnnx(fileKind(bytes), path);
    if (refusal) throw new ProblemError([refusal]);
    if (!isOwn(bytes, path)) note(message('import.withoutWeights', { path }));
    return { kind: 'document', document: shallow(designInModel(bytes, path)), name };
  }
  if (bytes.length > LONGEST_DESIGN) {
    const values = { path, bytes: bytes.length, limit: LONGEST_DESIGN };
    throw new ProblemError([problem('file.tooLarge', path, values)]);
  }
  const json = bytes.toString('utf8');
  const { document, problems } = parseDocument(json, path);
  if (!document) throw new ProblemError(problems);
  return { kind: 'document', document: shallow(JSON.parse(json.replace(/^\uFEFF/, ''))), name };
}

/** No field of a design comes near it. */
const DEEPEST = 64;

/**
 * Takes out what is nested more deeply than any design, which can only lie in fields that a design does not have: the
 * message that carries it to the engine is written level by level, and has no stack for a million of them.
 */
function shallow(json: unknown): unknown {
  const waiting: [value: unknown, depth: number][] = [[json, 0]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [value, depth] = next;
    if (typeof value !== 'object' || value === null) continue;
    const inside = value as Record<string, unknown>;
    for (const key of Object.keys(inside)) {
      if (depth < DEEPEST) waiting.push([inside[key], depth + 1]);
      else inside[key] = null;
    }
  }
  return json;
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
