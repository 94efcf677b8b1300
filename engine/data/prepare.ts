import { availableParallelism } from 'node:os';
import { ProblemError } from '../base/diagnostics.ts';
import { type DataSettings, groundLevel } from '../settings/data.ts';
import { concurrently } from './concurrently.ts';
import { highest, type Pixels, rescaled } from './formats/raster.ts';
import { convertImage, decodeImage } from './image-file.ts';
import {
  type BadImage,
  type Decoding,
  type ImageSet,
  type ImageShape,
  type Images,
  imageBits,
  pixelsOf,
  sharedPixels,
} from './image-set.ts';
import { Histogram } from './normalisation.ts';

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
export async function reshape<S extends ImageSet>(set: S, settings: DataSettings): Promise<S> {
  const { shape, images } = set;
  const target = targetShape(shape, settings);
  const same = target.channels === shape.channels && target.height === shape.height && target.width === shape.width;
  if (images.kind === 'files' || same) return set;
  const [size, newSize] = [pixelsOf(shape), pixelsOf(target)];
  const pixels = sharedPixels(imageBits(images), set.labels.length * newSize);
  await concurrently([...set.labels.keys()], availableParallelism(), async (index) => {
    const image = images.pixels.subarray(index * size, (index + 1) * size);
    pixels.set(await convertImage(image, shape, target), index * newSize);
  });
  return { ...set, shape: target, images: { kind: 'memory', pixels } };
}

export interface Seen {
  readonly images: Images;
  /** Of the images for training. */
  readonly histogram: Histogram;
  /** Images whose pixels cannot be decoded. */
  readonly bad: readonly BadImage[];
  /** How many of those that may be transparent are the ground and nothing else. */
  readonly blank: number;
}

/**
 * Looks at every image once: the statistics of those in `train` come out, and files that fit are kept decoded. A file
 * that cannot be decoded is found here and not in the middle of a training.
 */
export async function readAll(set: ImageSet, train: Int32Array, options: PrepareOptions): Promise<Seen> {
  const histogram = new Histogram(set.shape, imageBits(set.images));
  const size = pixelsOf(set.shape);
  if (set.images.kind === 'memory') {
    for (const index of train) histogram.add(set.images.pixels, index * size);
    return { images: set.images, histogram, bad: [], blank: 0 };
  }
  const { paths, decoding, transparent } = set.images;
  const bytes = (paths.length * size * decoding.bits) / 8;
  const keep = bytes <= options.memoryLimit ? sharedPixels(decoding.bits, paths.length * size) : null;
  const counted = new Set(train);
  const unread = new Set(set.bad?.map(({ index }) => index));
  const bad: BadImage[] = [];
  let [done, blank] = [0, 0];
  const read = async (path: string, index: number): Promise<void> => {
    if (!unread.has(index)) {
      try {
        const pixels = await decodeImage(path, set.shape, decoding);
        keep?.set(pixels, index * size);
        if (counted.has(index)) histogram.add(pixels, 0);
        if (transparent.has(index) && isGround(pixels, decoding)) blank++;
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        bad.push({ index, problem: error.problems[0]! });
      }
    }
    options.onProgress?.(++done, paths.length);
  };
  await concurrently(paths, availableParallelism(), read, options.signal);
  return { images: keep ? { kind: 'memory', pixels: keep } : set.images, histogram, bad, blank };
}

function isGround(pixels: Pixels, { ground, bits }: Decoding): boolean {
  const level = rescaled(groundLevel(ground), 255, highest(bits));
  return pixels.every((value) => value === level);
}
