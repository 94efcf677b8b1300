import { ProblemError } from '../base/diagnostics.ts';
import { designInside, notOnnx } from './design-inside.ts';
import { fileKind } from './file-kind.ts';

/**
 * The design in a file, as text: of a document what stands in it, of an ONNX file that Layerloom wrote the design inside. What the file is, its bytes say. Throws a
 * ProblemError that says so where it is neither; `path` is for the message.
 */
export function designText(bytes: Uint8Array, path: string): string {
  const kind = fileKind(bytes);
  if (kind.is === 'onnx') return JSON.stringify(designInside(bytes, path));
  const refusal = kind.is === 'json' ? null : notOnnx(kind, path);
  if (refusal) throw new ProblemError([refusal]);
  return new TextDecoder().decode(bytes);
}
