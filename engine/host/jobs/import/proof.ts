import { Stream } from '../../../base/random.ts';
import { compileNodes } from '../../../compile/inference.ts';
import { dimsOf, type LiftedOutput } from '../../../import/lift/lift.ts';
import type { Tensor64 } from '../../../ir/op.ts';
import { interpret } from '../../../ops/interpret.ts';
import type { ImportedFile } from './read.ts';
import {
  differenceOf,
  type FileTensor,
  fileDims,
  inFileOrder,
  largestOf,
  pixelsOf,
  runDesign,
  runFile,
} from './runs.ts';

/** What the file and the design compute of the same images. */
export interface Proof {
  readonly images: number;
  /** Of the design, in ONNX Runtime, in the file's own order of axes. */
  readonly output: FileTensor & { readonly name: string };
  /**
   * Between the file and the design, both in ONNX Runtime; null where it cannot run the file, which `reason` says. Of a
   * file that ends in a softmax it is the scores that are compared: large ones that are equal but for rounding have
   * quite other probabilities.
   */
  readonly difference: number | null;
  readonly reason: string;
  /** Between the file in ONNX Runtime and the design's float64 reference; null where that would take too long. */
  readonly referenceDifference: number | null;
  /** Largest number of what is compared. */
  readonly largest: number;
}

/** What is fed to both. */
export interface Fed {
  readonly count: number;
  readonly numbers: FileTensor;
}

/** Multiplications that the float64 reference may take: it does some hundred million a second. */
const REFERENCE_BUDGET = 2e9;
const MOST_IMAGES = 4;

/** Numbers that are given, or seeded ones between −1 and 1. */
export function fedTo(file: ImportedFile, given: FileTensor | null): Fed {
  const count = given?.dims[0] ?? file.lifted.batch ?? Math.max(1, Math.min(MOST_IMAGES, affordable(file)));
  return { count, numbers: given ?? seeded(file, count) };
}

/** Runs both on the same images. */
export async function prove(file: ImportedFile, { count, numbers }: Fed): Promise<Proof> {
  const { imported, lifted } = file;
  const { fact, scores } = lifted.output;
  const pixels = pixelsOf(file, numbers, count);
  const designs = await runDesign(file, pixels, [imported.output]);
  const own = inFileOrder(designs.get(imported.output)!, fact, count);
  const largest = largestOf(own);
  const shown = {
    images: count,
    output: { dims: dimsOf(fact, count), ...outputOf(lifted.output, own, count, largest) },
    largest,
  };
  let original: FileTensor;
  try {
    original = (await runFile(file, numbers, [scores])).get(scores)!;
  } catch (error) {
    return { ...shown, difference: null, reason: (error as Error).message, referenceDifference: null };
  }
  const reference = affordable(file) < count ? null : inFileOrder(referenceOf(file, pixels), fact, count);
  return {
    ...shown,
    difference: differenceOf(original.data, own),
    reason: '',
    referenceDifference: reference && differenceOf(original.data, reference),
  };
}

/** What a float32 score is rounded by at most may change a probability by so much that it still means something. */
const MOST_ROUNDING = 1e-4;

/** As the file gives it; scores of such a size that rounding alone makes their probabilities stay scores. */
function outputOf({ name, head, scores }: LiftedOutput, own: Float64Array, count: number, largest: number) {
  return head && largest * 2 ** -24 <= MOST_ROUNDING
    ? { name, data: headOf(own, count, head) }
    : { name: scores, data: own };
}

/** What the file's end makes of the scores, which in a design is the classifier's own. */
function headOf(scores: Float64Array, count: number, head: 'Softmax' | 'LogSoftmax'): Float64Array {
  const classes = scores.length / count;
  return scores.map((score, i) => {
    const row = scores.subarray(i - (i % classes), i - (i % classes) + classes);
    const most = row.reduce((a, b) => Math.max(a, b));
    const logSum = most + Math.log(row.reduce((sum, x) => sum + Math.exp(x - most), 0));
    return head === 'Softmax' ? Math.exp(score - logSum) : score - logSum;
  });
}

/** Images that the float64 reference may take. */
const affordable = ({ design }: ImportedFile): number =>
  Math.floor(REFERENCE_BUDGET / Math.max(1, design.analysis.totals.multiplies));

function seeded({ lifted }: ImportedFile, count: number): FileTensor {
  const { axes, layer } = lifted.input;
  const dims = fileDims(axes, layer.lengths, count);
  const stream = new Stream(1);
  const data = Float32Array.from({ length: dims.reduce((n, d) => n * d, 1) }, () => stream.uniform(-1, 1));
  return { dims, data };
}

/** Image by image, so that memory stays small. */
function referenceOf({ imported, design }: ImportedFile, images: FileTensor): Float64Array {
  const graph = compileNodes(design.analysis, [imported.output]);
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
