import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ProblemError, problem } from '../../../base/diagnostics.ts';
import { serializeDocument } from '../../../design/serialize.ts';
import { encodeSafetensors } from '../../../train/safetensors.ts';
import type { CallParams, CallResult } from '../../protocol.ts';
import { writeFileWhole } from '../../shell/write-file.ts';
import type { Job } from '../job.ts';
import { type FileTensor, type Proof, prove } from './proof.ts';
import { type ImportedFile, readImported } from './read.ts';

/** Allowed difference, as a share of the largest number of the output. */
const TOLERANCE = 1e-4;

/**
 * Opens an ONNX file of anybody's as a design, proves that it computes the same, and only then writes it, its weights
 * beside it. Where it differs, or a node has no layer, nothing is written.
 */
export const importOnnx: Job<'import'> = async (params, emit) => {
  emit({ type: 'stage', stage: 'structure' });
  const file = readImported(params.file);
  emit({ type: 'stage', stage: 'run' });
  const proof = await prove(file, params.inputs === undefined ? null : givenInput(params.inputs, file));
  requireSame(params.file, proof);
  emit({ type: 'stage', stage: 'write' });
  if (params.output !== null) write(params.output, file);
  return resultOf(params, file, proof);
};

function requireSame(file: string, { difference, referenceDifference, largest, images }: Proof): void {
  const allowed = TOLERANCE * largest;
  for (const found of [difference, referenceDifference]) {
    if (found === null || found <= allowed) continue;
    const values = { file, difference: found.toPrecision(3), allowed: allowed.toPrecision(3), images };
    throw new ProblemError([problem('import.differs', file, values)]);
  }
}

/** The design, and in the same place with another ending its weights. */
function write(path: string, { imported }: ImportedFile): void {
  writeFileWhole(weightsBeside(path), weightsOf(imported.weights));
  writeFileWhole(path, new TextEncoder().encode(serializeDocument(imported.document)));
}

const weightsBeside = (path: string): string => `${path.replace(/(\.loom)?\.json$/i, '')}.safetensors`;

const weightsOf = (weights: ReadonlyMap<string, Float32Array>): Uint8Array =>
  encodeSafetensors({
    tensors: new Map([...weights].map(([name, data]) => [name, { dims: [data.length], data }])),
    metadata: {},
  });

/** A JSON file that names raw little-endian numbers: what is fed in place of seeded ones. */
function givenInput(path: string, { lifted }: ImportedFile): FileTensor {
  const { inputs } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly inputs: readonly { readonly name: string; readonly dims: readonly number[]; readonly data: string }[];
  };
  const found = inputs.find(({ name }) => name === lifted.input.name);
  if (!found) throw new ProblemError([problem('import.inputMissing', path, { path, name: lifted.input.name })]);
  const bytes = readFileSync(resolve(dirname(path), found.data));
  return { dims: found.dims, data: new Float32Array(Uint8Array.from(bytes).buffer) };
}

function resultOf(params: CallParams<'import'>, file: ImportedFile, proof: Proof): CallResult<'import'> {
  const { model, imported, design } = file;
  const { totals } = design.analysis;
  return {
    file: params.file,
    producer: model.producer,
    opset: model.opset,
    nodes: model.nodes.length,
    layers: imported.document.nodes.length,
    name: imported.document.name,
    design: params.output,
    weights: params.output === null ? null : weightsBeside(params.output),
    parameters: totals.params,
    multiplies: totals.multiplies,
    images: proof.images,
    difference: proof.difference,
    referenceDifference: proof.referenceDifference,
    reason: proof.reason,
    largest: proof.largest,
    tolerance: TOLERANCE,
    outputs: [{ name: file.lifted.output.name, dims: proof.output.dims, data: [...proof.output.data] }],
  };
}
