import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { ProblemError, problem } from '../../../base/diagnostics.ts';
import { designOf, type ImportedDesign } from '../../../import/draw/design.ts';
import type { ForeignModel } from '../../../import/foreign.ts';
import { type Lifted, lift, type Sizes } from '../../../import/lift/lift.ts';
import { readForeign } from '../../../import/read/read.ts';
import type { External } from '../../../import/read/tensor.ts';
import { withIdioms } from '../../../import/rewrite/index.ts';
import { notOnnx } from '../../../onnx/design-inside.ts';
import { fileKind } from '../../../onnx/file-kind.ts';
import { type OpenedDesign, openDesign } from '../../open-design.ts';

/** A file as a design, with all that its proof needs. */
export interface ImportedFile {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly external: External;
  readonly model: ForeignModel;
  readonly lifted: Lifted;
  readonly imported: ImportedDesign;
  readonly design: OpenedDesign;
}

/** Throws a ProblemError that names what cannot be read, or each node that has no layer. */
export function readImported(file: string, sizes?: Sizes): ImportedFile {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new ProblemError([problem('export.notFound', file, { file })]);
  }
  const bytes = readFileSync(file);
  const refusal = notOnnx(fileKind(bytes), file);
  if (refusal) throw new ProblemError([refusal]);
  const external = besides(file);
  const model = withIdioms(readForeign(bytes, file, external));
  const lifted = lift(model, sizes);
  const name = basename(file).replace(/\.onnx$/i, '');
  const imported = designOf(lifted, name, model.producer);
  const design = openDesign({ kind: 'document', document: imported.document, name });
  const errors = design.problems.filter((p) => p.severity === 'error' && p.code !== 'network.noHead');
  if (errors.length > 0) throw new ProblemError(errors);
  return { file, bytes, external, model, lifted, imported, design };
}

/** Files beside the model, read once; none outside of its folder, whatever the model or a link says. */
function besides(file: string): External {
  const folder = realpathSync(dirname(file));
  const read = new Map<string, Uint8Array | null>();
  return (location) => {
    const known = read.get(location);
    if (known !== undefined) return known;
    const path = join(folder, location);
    const exists = location !== '' && statSync(path, { throwIfNoEntry: false })?.isFile();
    const isInside = exists && !/^\.\.([/\\]|$)/.test(relative(folder, realpathSync(path)));
    const bytes = isInside ? readFileSync(path) : null;
    read.set(location, bytes);
    return bytes;
  };
}
