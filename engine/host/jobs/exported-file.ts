import { readFileSync, statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import { foldBatchNorm } from '../../compile/fold-batch-norm.ts';
import type { LoomDocument } from '../../design/document.ts';
import { readDocument } from '../../design/parse.ts';
import { serializeDocument } from '../../design/serialize.ts';
import { checkModel } from '../../onnx/check.ts';
import { ownHeader } from '../../onnx/design-inside.ts';
import { exportedModel, metadataKeys } from '../../onnx/export.ts';
import { modelDifference } from '../../onnx/model-difference.ts';
import { decodeModel, type OnnxHeader } from '../../onnx/wire/decode.ts';
import { irVersion, type OnnxModel, opset } from '../../onnx/wire/model.ts';
import type { Subject } from './subject.ts';

/** An ONNX file that Layerloom wrote, as it is now. */
export interface ExportedFile {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly header: OnnxHeader;
  readonly model: OnnxModel;
}

/** Throws a ProblemError where there is no file. */
export function readBytes(file: string): Uint8Array {
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) return readFileSync(file);
  throw new ProblemError([problem('export.notFound', file, { file })]);
}

/**
 * The model in the bytes of `file`. Throws a ProblemError for another format, a foreign model, or one not well formed.
 */
export function openExported(file: string, bytes: Uint8Array): ExportedFile {
  const header = ownHeader(bytes, file);
  let model: OnnxModel;
  try {
    model = decodeModel(bytes);
  } catch (error) {
    throw new ProblemError([problem('export.unreadable', file, { file, reason: (error as Error).message })]);
  }
  const wrong = checkModel(model);
  if (wrong.length === 0) return { file, bytes, header, model };
  throw new ProblemError(wrong.map((reason) => problem('export.malformed', file, { file, reason })));
}

/**
 * All in which the file differs from what an export of the subject would write now, with batch norms folded where the
 * file has them so.
 */
export function exportDifferences(exported: ExportedFile, subject: Subject): readonly Problem[] {
  const { file, model } = exported;
  const inFile = new Set(model.initializers.map((t) => t.name));
  const isFolded = subject.graph.states.some((s) => !inFile.has(s.name));
  const { graph, state } = isFolded ? foldBatchNorm(subject.graph, subject.state) : subject;
  const { design, classes, normalisation: normalization } = subject;
  const { name } = design.document;
  const expected = exportedModel(graph, state, { name, design: {}, classes, normalization, foldBatchNorm: false });
  const weights = new Set(graph.states.map((s) => s.name));
  const problems = [...differentWeights(file, model, expected, weights)];
  if (!problems.some((p) => p.code === 'export.weightMissing')) {
    const difference = modelDifference(model, expected, weights);
    if (difference) problems.push(problem('export.nodeDiffers', file, { file, ...difference }));
  }
  return [...problems, ...saidOtherwise(exported, subject)];
}

function differentWeights(
  file: string,
  model: OnnxModel,
  expected: OnnxModel,
  weights: ReadonlySet<string>,
): readonly Problem[] {
  const inFile = new Map(model.initializers.map((t) => [t.name, t]));
  const problems: Problem[] = [];
  for (const { name, type, dims, bytes } of expected.initializers.filter((t) => weights.has(t.name))) {
    const actual = inFile.get(name);
    if (!actual || actual.type !== type || actual.dims.join() !== dims.join()) {
      problems.push(problem('export.weightMissing', file, { file, name, dims: dims.join(' × ') }));
      continue;
    }
    const at = bytes.findIndex((byte, i) => byte !== actual.bytes[i]);
    if (at < 0) continue;
    const index = at >> 2;
    const read = (of: Uint8Array): number => new DataView(of.buffer, of.byteOffset).getFloat32(index * 4, true);
    const values = { file, name, index, expected: read(bytes), actual: read(actual.bytes) };
    problems.push(problem('export.weightDiffers', file, values));
  }
  return problems;
}

/** What a file says of itself beside the network, as messages call it. */
export const fileSays = [
  'the name',
  'IR version',
  'opset',
  'class',
  'the classes',
  'the normalisation',
  'the design',
] as const;

/** What the file says of itself that is not so: versions, labels, statistics, the design. */
function saidOtherwise({ file, header, model }: ExportedFile, subject: Subject): readonly Problem[] {
  const { classes, normalisation, design } = subject;
  const problems: Problem[] = [];
  const compare = (what: (typeof fileSays)[number], found: unknown, expected: unknown, index?: number): void => {
    if (isDeepStrictEqual(found, expected)) return;
    const values = { file, what, found: shown(found), expected: shown(expected) };
    problems.push(problem('export.saysOtherwise', file, index === undefined ? values : { ...values, index }));
  };
  const said = (key: string): unknown => parsed(header.metadata[key]);
  const domains = [...header.opsets].map(([domain, version]) => `${domain} ${version}`.trim());
  compare('the name', model.name, design.document.name);
  compare('IR version', header.irVersion, irVersion);
  compare('opset', domains.join(', '), String(opset));
  const labels = said(metadataKeys.classes);
  const index = Array.isArray(labels) ? firstDifference(labels, classes) : undefined;
  if (Array.isArray(labels) && index !== undefined) compare('class', labels[index], classes[index], index);
  else compare('the classes', labels, [...classes]);
  compare('the normalisation', said(metadataKeys.normalization), normalisation);
  if (!sameDesign(said(metadataKeys.design), design.document, file))
    compare('the design', 'another', design.document.name);
  return problems;
}

/** Of two lists that differ. */
function firstDifference(a: readonly unknown[], b: readonly unknown[]): number | undefined {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i).find((i) => a[i] !== b[i]);
}

/** A value of the metadata; text that is no JSON stays text, and null is what is not there. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? null : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

const LONGEST_SHOWN = 80;

function shown(value: unknown): string {
  const text = value === null || value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text;
}

/** As designs, whatever version of the format they were stored in. */
function sameDesign(found: unknown, expected: LoomDocument, file: string): boolean {
  const { document } = readDocument(found, file);
  return document !== null && serializeDocument(document) === serializeDocument(expected);
}
