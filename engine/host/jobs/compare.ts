import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import type { ImageShape } from '../../data/image-set.ts';
import type { Tensor64 } from '../../ir/op.ts';
import { interpret } from '../../ops/interpret.ts';
import type { DataSettings } from '../../settings/data.ts';
import type { Comparison } from '../reports-protocol.ts';
import { exportDifferences, openExported } from './exported-file.ts';
import type { Emit } from './job.ts';
import { type RealImages, realImages } from './real-images.ts';
import type { Subject } from './subject.ts';

/** Allowed difference of a logit, as a share of the largest one. */
const TOLERANCE = 1e-4;
/** Multiplications that the float64 reference may take by default: it does some hundred million a second. */
const REFERENCE_BUDGET = 2e9;
const MOST_IMAGES = 4;

export interface CompareOptions {
  readonly data: DataSettings;
  readonly images?: number | undefined;
}

/**
 * Holds the bytes of an ONNX file against the design and the weights that it came from: each weight to the bit, all
 * else (operators, attributes, wires, shapes, classes, normalisation, design) against what an export would write now,
 * and its logits in ONNX Runtime against the float64 reference on real images. Throws a ProblemError with all that
 * differs.
 */
export async function compareFile(
  file: string,
  bytes: Uint8Array,
  subject: Subject,
  options: CompareOptions,
  emit: Emit,
): Promise<Comparison> {
  emit({ type: 'stage', stage: 'structure' });
  const exported = openExported(file, bytes);
  const { model } = exported;
  emit({ type: 'stage', stage: 'weights' });
  const problems = [...exportDifferences(exported, subject)];
  // Another network is not run: what it says would hide what is so.
  if (problems.some((p) => p.code === 'export.weightMissing' || p.code === 'export.nodeDiffers')) {
    throw new ProblemError(problems);
  }
  const { multiplies } = subject.design.analysis.totals;
  const affordable = Math.max(1, Math.min(MOST_IMAGES, Math.floor(REFERENCE_BUDGET / Math.max(1, multiplies))));
  const shape = imageShape(subject);
  const images = await realImages(options.data, shape, subject.normalisation, options.images ?? affordable);
  emit({ type: 'stage', stage: 'run' });
  const found = await runFile(file, bytes, shape, images);
  emit({ type: 'stage', stage: 'reference' });
  const wanted = referenceLogits(subject, shape, images);
  if (wanted.some((logit) => !Number.isFinite(Math.fround(logit)))) {
    throw new ProblemError([...problems, problem('export.runsOver', file, { file, images: images.count })]);
  }
  const comparison = compareLogits(found, wanted);
  if (!(comparison.relativeDifference <= TOLERANCE)) {
    const { largestDifference, largestLogit } = comparison;
    const allowed = TOLERANCE * largestLogit;
    const values = {
      file,
      difference: largestDifference.toPrecision(3),
      allowed: allowed.toPrecision(3),
      images: images.count,
    };
    problems.push(problem('export.differs', file, values));
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return {
    file,
    bytes: bytes.length,
    nodes: model.nodes.length,
    weights: model.initializers.length,
    images: images.count,
    source: images.source,
    tolerance: TOLERANCE,
    ...comparison,
  };
}

function imageShape({ graph }: Subject): ImageShape {
  const dims = graph.inputs.find((i) => i.name === 'images')!.value.type.dims;
  const [channels, height, width] = dims.slice(1).map(Number);
  return { channels: channels!, height: height!, width: width! };
}

/** What goes wrong is thrown; ONNX Runtime's own lines would stand on stderr beside it. */
const quiet = { logSeverityLevel: 4 } as const;

/** The file's logits [n, classes] in onnxruntime-node, all images in one batch. */
async function runFile(
  file: string,
  bytes: Uint8Array,
  { channels, height, width }: ImageShape,
  { pixels, count }: RealImages,
): Promise<Float32Array> {
  try {
    const session = await InferenceSession.create(bytes, quiet);
    const images = new Tensor('float32', pixels, [count, channels, height, width]);
    const results = await session.run({ images }, quiet);
    const logits = Float32Array.from(results['logits']!.data as Float32Array);
    await session.release();
    return logits;
  } catch (error) {
    throw new ProblemError([problem('export.doesNotRun', file, { file, reason: (error as Error).message })]);
  }
}

/** The same from the float64 reference, image by image so that memory stays small. */
function referenceLogits({ graph, state }: Subject, shape: ImageShape, images: RealImages): Float64Array {
  const logits = graph.outputs.find((o) => o.name === 'logits')!.value;
  const feeds = new Map<string, Tensor64>(
    graph.states.map((s) => [
      s.name,
      { dims: s.value.type.dims.map(Number), data: Float64Array.from(state.get(s.name)!) },
    ]),
  );
  const size = images.pixels.length / images.count;
  const rows = Array.from({ length: images.count }, (_, i) => {
    const data = Float64Array.from(images.pixels.subarray(i * size, (i + 1) * size));
    feeds.set('images', { dims: [1, shape.channels, shape.height, shape.width], data });
    return [...interpret(graph, feeds, [logits]).get(logits.id)!.data];
  });
  return Float64Array.from(rows.flat());
}

function compareLogits(
  found: Float32Array,
  wanted: Float64Array,
): Pick<Comparison, 'largestDifference' | 'relativeDifference' | 'largestLogit'> {
  let largestDifference = 0;
  let largestLogit = 0;
  for (const [i, logit] of wanted.entries()) {
    const difference = Math.abs(found[i]! - logit);
    // NaN compares with nothing: it must not pass for small.
    if (!(difference <= largestDifference)) largestDifference = difference;
    largestLogit = Math.max(largestLogit, Math.abs(logit));
  }
  // Logits that are all 0 are so exactly, or wrong.
  const relativeDifference = largestDifference === 0 ? 0 : largestDifference / largestLogit;
  return { largestDifference, largestLogit, relativeDifference };
}
