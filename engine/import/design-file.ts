import { ProblemError } from '../base/diagnostics.ts';
import type { LoomDocument } from '../design/document.ts';
import { designInside, isOwn, notOnnx } from '../onnx/design-inside.ts';
import { fileKind } from '../onnx/file-kind.ts';
import { designOf } from './draw/design.ts';
import { lift } from './lift/lift.ts';
import { readForeign } from './read/read.ts';
import { withIdioms } from './rewrite/index.ts';

/**
 * The design in a file, as text: of a document what stands in it, of an ONNX file what `designInModel` finds. What the
 * file is, its bytes say. Throws a ProblemError that says so where it is neither; `path` is for the message.
 */
export function designText(bytes: Uint8Array, path: string): string {
  const kind = fileKind(bytes);
  if (kind.is === 'onnx') return JSON.stringify(designInModel(bytes, path));
  const refusal = kind.is === 'json' ? null : notOnnx(kind, path);
  if (refusal) throw new ProblemError([refusal]);
  return new TextDecoder().decode(bytes);
}

/**
 * The design that Layerloom wrote into an ONNX file, or the graph of another program's as a design, without its weights
 * and without the files beside it that may hold them. Throws a ProblemError that names each node without a layer.
 */
export function designInModel(bytes: Uint8Array, path: string): unknown {
  return isOwn(bytes, path) ? designInside(bytes, path) : drawn(bytes, path);
}

function drawn(bytes: Uint8Array, path: string): LoomDocument {
  const model = withIdioms(readForeign(bytes, path, () => 'unread'));
  const name = (path.split(/[/\\]/).at(-1) ?? '').replace(/\.onnx$/i, '');
  return designOf(lift(model), name, model.producer).document;
}
