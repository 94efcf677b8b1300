import { InferenceSession, Tensor } from 'onnxruntime-node';
import { Stream } from '../../../base/random.ts';
import { version } from '../../../base/version.ts';
import { compileOutput } from '../../../compile/inference.ts';
import { asInFile, asInLayer } from '../../../import/lift/arrange.ts';
import type { Axes, Lengths } from '../../../import/lift/axes.ts';
import { dimsOf } from '../../../import/lift/lift.ts';
import { runnable } from '../../../import/read/runnable.ts';
import type { Graph } from '../../../ir/graph.ts';
import type { Tensor64 } from '../../../ir/op.ts';
import { exportedModel } from '../../../onnx/export.ts';
import { encodeModel } from '../../../onnx/wire/encode.ts';
import { interpret } from '../../../ops/interpret.ts';
import type { ImportedFile } from './read.ts';

/** Numbers as the file has them, row-major. */
export interface FileTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** What the file and the design compute of the same images. */
export interface Proof {
  readonly images: number;
  /** Of the design, in ONNX Runtime, in the file's own order of axes. */
  readonly output: FileTensor;
  /** Between the file and the design, both in ONNX Runtime; null where it cannot run the file, which `reason` says. */
  readonly difference: number | null;
  readonly reason: string;
  /** Between the file in ONNX Runtime and the design's float64 reference; null where that would take too long. */
  readonly referenceDifference: number | null;
  /** Largest number of the output. */
  readonly largest: number;
}

/** Multiplications that the float64 reference may take: it does some hundred million a second. */
const REFERENCE_BUDGET = 2e9;
const MOST_IMAGES = 4;
/**
 * As it is: what ONNX Runtime makes of a graph before it runs is not always the same (a Pad in front of a MaxPool
 * counts as the pool's own padding: onnxruntime 1.30).
 */
const asItIs = { logSeverityLevel: 4, graphOptimizationLevel: 'disabled' } as const;

/** Runs both on seeded numbers between −1 and 1, or on those that are given. */
export async function prove(file: ImportedFile, given: FileTensor | null): Promise<Proof> {
  const { lifted, imported, design } = file;
  const { multiplies } = design.analysis.totals;
  const affordable = Math.floor(REFERENCE_BUDGET / Math.max(1, multiplies));
  const count = given?.dims[0] ?? lifted.batch ?? Math.max(1, Math.min(MOST_IMAGES, affordable));
  const fed = given ?? seeded(file, count);
  const graph = compileOutput(design.analysis, imported.output);
  const images = asInLayer(fed.data, lifted.input.axes, lengthsFor(lifted.input.layer.lengths, count));
  const { C, H, W } = lifted.input.layer.lengths;
  const pixels = { dims: [count, C, H, W], data: images };
  const { fact } = lifted.output;
  const dims = dimsOf(fact, count);
  const inFile = (numbers: Float32Array | Float64Array): Float64Array =>
    headOf(asInFile(numbers, fact.axes, lengthsFor(fact.layer.lengths, count)), count, lifted.output.head);
  const output = { dims, data: inFile(await runDesign(file, graph, pixels)) };
  const original = await runOriginal(file, fed);
  const largest = output.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if ('reason' in original) {
    return { images: count, output, difference: null, reason: original.reason, referenceDifference: null, largest };
  }
  const reference = affordable < count ? null : inFile(referenceOf(file, graph, pixels));
  return {
    images: count,
    output,
    difference: differenceOf(original.data, output.data),
    reason: '',
    referenceDifference: reference && differenceOf(original.data, reference),
    largest,
  };
}

/** What the file's end makes of the scores, which in a design is the classifier's own. */
function headOf(scores: Float64Array, count: number, head: ImportedFile['lifted']['output']['head']): Float64Array {
  if (!head) return scores;
  const classes = scores.length / count;
  return scores.map((score, i) => {
    const row = scores.subarray(i - (i % classes), i - (i % classes) + classes);
    const most = row.reduce((a, b) => Math.max(a, b));
    const logSum = most + Math.log(row.reduce((sum, x) => sum + Math.exp(x - most), 0));
    return head === 'Softmax' ? Math.exp(score - logSum) : score - logSum;
  });
}

const lengthsFor = (lengths: Lengths, N: number): Lengths => ({ ...lengths, N });

function seeded({ lifted }: ImportedFile, count: number): FileTensor {
  const { axes, layer } = lifted.input;
  const dims = fileDims(axes, lengthsFor(layer.lengths, count));
  const stream = new Stream(1);
  const data = Float32Array.from({ length: dims.reduce((n, d) => n * d, 1) }, () => stream.uniform(-1, 1));
  return { dims, data };
}

const fileDims = (axes: Axes, lengths: Lengths): readonly number[] =>
  axes.map((axis) => axis.reduce((n, own) => n * lengths[own], 1));

/** The file's output. */
async function runOriginal(file: ImportedFile, fed: FileTensor): Promise<FileTensor | { readonly reason: string }> {
  const { bytes, external, lifted } = file;
  const { name } = lifted.output;
  try {
    const session = await InferenceSession.create(runnable(bytes, external, [name]), asItIs);
    const image = new Tensor('float32', Float32Array.from(fed.data), fed.dims);
    const results = await session.run({ [lifted.input.name]: image }, [name]);
    const { dims, data } = results[name]!;
    const numbers = Float64Array.from(data as Float32Array);
    await session.release();
    return { dims, data: numbers };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

async function runDesign(file: ImportedFile, graph: Graph, images: FileTensor): Promise<Float32Array> {
  const { imported } = file;
  const options = { name: 'import', design: {}, classes: [], normalization: null, foldBatchNorm: false };
  const model = exportedModel(graph, imported.weights, options);
  const session = await InferenceSession.create(encodeModel(model, version), asItIs);
  const results = await session.run({ images: new Tensor('float32', images.data as Float32Array, images.dims) });
  const numbers = Float32Array.from(results['output']!.data as Float32Array);
  await session.release();
  return numbers;
}

/** Image by image, so that memory stays small. */
function referenceOf({ imported }: ImportedFile, graph: Graph, images: FileTensor): Float64Array {
  const output = graph.outputs[0]!.value;
  const feeds = new Map<string, Tensor64>(
    graph.states.map(({ name, value }) => [
      name,
      { dims: value.type.dims.map(Number), data: Float64Array.from(imported.weights.get(name)!) },
    ]),
  );
  const [count = 1, ...each] = images.dims;
  const size = images.data.length / count;
  const rows = Array.from({ length: count }, (_, i) => {
    const data = Float64Array.from(images.data.subarray(i * size, (i + 1) * size));
    feeds.set('images', { dims: [1, ...each], data });
    return interpret(graph, feeds, [output]).get(output.id)!.data;
  });
  const result = new Float64Array(rows.reduce((n, row) => n + row.length, 0));
  let at = 0;
  for (const row of rows) {
    result.set(row, at);
    at += row.length;
  }
  return result;
}

/** The largest, NaN where either has one: it must not pass for small. */
function differenceOf(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  if (a.length !== b.length) return Number.NaN;
  let most = 0;
  for (const [i, x] of a.entries()) {
    const difference = Math.abs(x - b[i]!);
    if (!(difference <= most)) most = difference;
  }
  return most;
}
