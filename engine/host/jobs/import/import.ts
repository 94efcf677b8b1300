import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ProblemError, problem } from '../../../base/diagnostics.ts';
import { serializeDocument } from '../../../design/serialize.ts';
import type { Sizes } from '../../../import/lift/lift.ts';
import { encodeSafetensors } from '../../../train/safetensors.ts';
import type { CallParams, CallResult } from '../../protocol.ts';
import { writeFileWhole } from '../../shell/write-file.ts';
import type { Job } from '../job.ts';
import { firstDifference } from './parting.ts';
import { type Fed, fedTo, type Proof, prove } from './proof.ts';
import { type ImportedFile, readImported } from './read.ts';
import type { FileTensor } from './runs.ts';

/** Allowed difference, as a share of the largest number of what is compared. */
const TOLERANCE = 1e-4;

/**
 * Opens an ONNX file of anybody's as a design, proves that it computes the same, and only then writes it, its weights
 * beside it. Where it differs, or a node has no layer, nothing is written.
 */
export const importOnnx: Job<'import'> = async (params, emit) => {
  emit({ type: 'stage', stage: 'structure' });
  const inputs = params.inputs === undefined ? [] : givenInputs(params.inputs);
  const dimsOf: Sizes = (input) => inputs.find(({ name }) => name === input)?.dims ?? params.shape ?? null;
  const file = readImported(params.file, dimsOf);
  emit({ type: 'stage', stage: 'run' });
  const fed = fedTo(file, params.inputs === undefined ? null : numbersOf(params.inputs, inputs, file));
  const proof = await prove(file, fed);
  if (!isSame(proof)) throw await differing(file, fed, proof);
  emit({ type: 'stage', stage: 'write' });
  if (params.output !== null) write(params.output, file);
  return resultOf(params, file, proof);
};

function isSame({ difference, referenceDifference, largest }: Proof): boolean {
  return [difference, referenceDifference].every((found) => found === null || found <= TOLERANCE * largest);
}

/** Where the two part, as far as that can be told. */
async function differing(file: ImportedFile, fed: Fed, proof: Proof): Promise<ProblemError> {
  const parting = await firstDifference(file, fed, TOLERANCE);
  const { difference, largest } = parting ?? {
    difference: Math.max(proof.difference ?? 0, proof.referenceDifference ?? 0),
    largest: proof.largest,
  };
  const values = {
    file: file.file,
    difference: difference.toPrecision(3),
    allowed: (TOLERANCE * largest).toPrecision(3),
    images: proof.images,
  };
  return new ProblemError([
    parting
      ? problem('import.differsAt', file.file, { ...values, tensor: parting.tensor, node: parting.node })
      : problem('import.differs', file.file, values),
  ]);
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
interface GivenInput {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: string;
}

const givenInputs = (path: string): readonly GivenInput[] =>
  (JSON.parse(readFileSync(path, 'utf8')) as { readonly inputs: readonly GivenInput[] }).inputs;

function numbersOf(path: string, inputs: readonly GivenInput[], { lifted }: ImportedFile): FileTensor {
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
    outputs: [{ ...proof.output, data: [...proof.output.data] }],
  };
}
