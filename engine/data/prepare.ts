import { availableParallelism } from 'node:os';
import { type Problem, ProblemError } from '../base/diagnostics.ts';
import type { DataSettings } from '../settings/data.ts';
import { concurrently } from './concurrently.ts';
import { convertImage, decodeImage } from './image-file.ts';
import { type ImageSet, type ImageShape, type Images, pixelsOf, sharedBytes } from './image-set.ts';
import { Histogram } from './normalisation.ts';

const MOST_PROBLEMS = 10;

export interface PrepareOptions {
  /** Decoded images are kept where all of them take no more bytes. */
  readonly memoryLimit: number;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The shape that the settings ask for. */
export function targetShape(shape: ImageShape, { resize, grayscale }: DataSettings): ImageShape {
  const channels = grayscale === undefined ? shape.channels : grayscale ? 1 : 3;
  return { ...shape, ...resize, channels };
}

/** Gives images that lie in memory the size and channels that the settings ask for. */
export async function reshape(set: ImageSet, settings: DataSettings): Promise<ImageSet> {
  const { shape, images } = set;
  const target = targetShape(shape, settings);
  const same = target.channels === shape.channels && target.height === shape.height && target.width === shape.width;
  if (images.kind === 'files' || same) return set;
  const [size, newSize] = [pixelsOf(shape), pixelsOf(target)];
  const pixels = sharedBytes(set.labels.length * newSize);
  await concurrently([...set.labels.keys()], availableParallelism(), async (index) => {
    const image = images.pixels.subarray(index * size, (index + 1) * size);
    pixels.set(await convertImage(image, shape, target), index * newSize);
  });
  return { ...set, shape: target, images: { kind: 'memory', pixels } };
}

/**
 * Looks at every image once: the statistics of those in `train` come out, and files that fit are kept decoded. A file that cannot
 * be decoded is found here and not in the middle of a training. Throws ProblemError.
 */
export async function readAll(
  set: ImageSet,
  train: Int32Array,
  options: PrepareOptions,
): Promise<{ images: Images; histogram: Histogram }> {
  const histogram = new Histogram(set.shape);
  const size = pixelsOf(set.shape);
  if (set.images.kind === 'memory') {
    for (const index of train) histogram.add(set.images.pixels, index * size);
    return { images: set.images, histogram };
  }
  const { paths } = set.images;
  const kept = paths.length * size <= options.memoryLimit ? sharedBytes(paths.length * size) : null;
  const counted = new Set(train);
  const problems: Problem[] = [];
  let done = 0;
  const read = async (path: string, index: number): Promise<void> => {
    try {
      const pixels = await decodeImage(path, set.shape);
      kept?.set(pixels, index * size);
      if (counted.has(index)) histogram.add(pixels, 0);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(...error.problems);
    }
    options.onProgress?.(++done, paths.length);
  };
  await concurrently(paths, availableParallelism(), read, options.signal);
  if (problems.length > 0) {
    problems.sort((a, b) => (a.node < b.node ? -1 : 1));
    throw new ProblemError(problems.slice(0, MOST_PROBLEMS));
  }
  return { images: kept ? { kind: 'memory', pixels: kept } : set.images, histogram };
}
