import { InferenceSession, Tensor } from 'onnxruntime-node';
import { version } from '../../../base/version.ts';
import { compileNodes } from '../../../compile/inference.ts';
import { asInFile, asInLayer } from '../../../import/lift/arrange.ts';
import type { Axes, Lengths } from '../../../import/lift/axes.ts';
import type { Computed } from '../../../import/lift/fact.ts';
import { runnable } from '../../../import/read/runnable.ts';
import type { Graph } from '../../../ir/graph.ts';
import { exportedModel } from '../../../onnx/export.ts';
import { encodeModel } from '../../../onnx/wire/encode.ts';
import type { ImportedFile } from './read.ts';

/** Numbers as the file has them, row-major. */
export interface FileTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/**
 * As it is: what ONNX Runtime makes of a graph before it runs is not always the same (a Pad in front of a MaxPool
 * counts as the pool's own padding: onnxruntime 1.30).
 */
const asItIs = { logSeverityLevel: 4, graphOptimizationLevel: 'disabled' } as const;

/** These tensors of the file, computed by ONNX Runtime. Throws what it says where it cannot. */
export async function runFile(
  { bytes, external, lifted }: ImportedFile,
  fed: FileTensor,
  names: readonly string[],
): Promise<ReadonlyMap<string, FileTensor>> {
  const session = await InferenceSession.create(runnable(bytes, external, names), asItIs);
  try {
    const image = new Tensor('float32', Float32Array.from(fed.data), fed.dims);
    const results = await session.run({ [lifted.input.name]: image }, [...names]);
    return new Map(
      names.map((name) => {
        const { dims, data } = results[name]!;
        return [name, { dims, data: Float64Array.from(data as Float32Array) }];
      }),
    );
  } finally {
    await session.release();
  }
}

/** What nodes of the design make of the same images, in ONNX Runtime. */
export async function runDesign(
  { imported, design }: ImportedFile,
  images: FileTensor,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const graph: Graph = compileNodes(design.analysis, paths);
  const options = { name: 'import', design: {}, classes: [], normalization: null, foldBatchNorm: false };
  const model = exportedModel(graph, imported.weights, options);
  const session = await InferenceSession.create(encodeModel(model, version), asItIs);
  try {
    const results = await session.run({ images: new Tensor('float32', images.data as Float32Array, images.dims) });
    return new Map(paths.map((path) => [path, Float32Array.from(results[path]!.data as Float32Array)]));
  } finally {
    await session.release();
  }
}

/** What the file is fed, as the design takes it: [N, C, H, W]. */
export function pixelsOf({ lifted }: ImportedFile, fed: FileTensor, count: number): FileTensor {
  const { axes, layer } = lifted.input;
  const { C, H, W } = layer.lengths;
  return { dims: [count, C, H, W], data: asInLayer(fed.data, axes, lengthsFor(layer.lengths, count)) };
}

/** What a layer computed, in the order of axes of the file's tensor. */
export const inFileOrder = (
  numbers: Float32Array | Float64Array,
  { axes, layer }: Computed,
  count: number,
): Float64Array => asInFile(numbers, axes, lengthsFor(layer.lengths, count));

export const fileDims = (axes: Axes, lengths: Lengths, count: number): readonly number[] =>
  axes.map((axis) => axis.reduce((n, own) => n * lengthsFor(lengths, count)[own], 1));

const lengthsFor = (lengths: Lengths, N: number): Lengths => ({ ...lengths, N });

/** The largest, NaN where either has one: it must not pass for small. */
export function differenceOf(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  if (a.length !== b.length) return Number.NaN;
  let most = 0;
  for (const [i, x] of a.entries()) {
    const difference = Math.abs(x - b[i]!);
    if (!(difference <= most)) most = difference;
  }
  return most;
}

export function largestOf(numbers: Float32Array | Float64Array): number {
  let most = 0;
  for (const x of numbers) most = Math.max(most, Math.abs(x));
  return most;
}
