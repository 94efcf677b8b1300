import { availableParallelism } from 'node:os';
import { type Problem, ProblemError } from '../base/diagnostics.ts';
import type { DataSettings } from '../settings/data.ts';
import { badImages, skippedImages, withoutBad } from './bad-images.ts';
import { concurrently } from './concurrently.ts';
import type { DataSetFacts, Sample } from './data-set.ts';
import type { Bits, Pixels } from './formats/raster.ts';
import { convertImage, decodeImage, encodePng } from './image-file.ts';
import { countLabels, type ImageSet, type ImageShape, imageBits, pixelsOf, type SplitName } from './image-set.ts';
import { targetShape } from './prepare.ts';
import { dataSetName, readImageSet } from './sources/index.ts';
import { heldOut, type Splits, split } from './splits.ts';

/**
 * What is known of a data set once its files are found and their headers read: nothing was decoded, so that a large
 * folder takes moments.
 */
export interface Peek extends DataSetFacts {
  /** Of its pixels. */
  readonly bits: Bits;
  /**
   * The first `count` images of a part, in turn of every class that it has, as PNG files of at most `side` pixels a
   * side.
   */
  samples(part: SplitName, count: number, side?: number): Promise<readonly PeekedSample[]>;
  /** Image `index` of a part, 0 ≤ index < counts[part]. */
  sample(part: SplitName, index: number): Promise<Sample>;
}

interface PeekedSample extends Omit<Sample, 'pixels'> {
  readonly png: Uint8Array;
}

interface PeekOptions {
  readonly onProgress?: (done: number, total: number) => void;
}

/** Throws ProblemError, as `openDataSet` would; what is wrong with the pixels of a file is only found there. */
export async function peekDataSet(settings: DataSettings, { onProgress }: PeekOptions = {}): Promise<Peek> {
  const { skipBad } = settings;
  const read = await readImageSet({ settings, onProgress });
  const { bad = [] } = read;
  if (bad.length > 0 && !skipBad) throw badImages(bad, read.labels.length);
  const set = withoutBad(read, bad);
  const splits = split(set, settings);
  const shape = targetShape(set.shape, settings);
  const { labels, classes, form, layout } = set;
  const warnings: readonly Problem[] =
    bad.length > 0 ? [...set.warnings, skippedImages(bad, labels.length)] : set.warnings;
  const of = <T>(value: (part: Int32Array) => T): Record<SplitName, T> => ({
    train: value(splits.train),
    validation: value(splits.validation),
    test: value(splits.test),
  });
  const nameOf = (index: number): Omit<Sample, 'pixels'> => ({
    label: labels[index]!,
    path: set.images.kind === 'files' ? set.images.paths[index]! : null,
  });
  return {
    name: dataSetName(settings.path),
    shape,
    bits: imageBits(set.images),
    classes,
    counts: of((part) => part.length),
    balance: of((part) => countLabels(labels, part, classes.length)),
    form,
    layout,
    heldOut: heldOut(set),
    warnings,
    samples: async (part, count, side = 96) => {
      const samples = await concurrently(inTurn(splits, labels, part, count), availableParallelism(), async (index) => {
        const pixels = await pixelsAt(set, index, shape).catch((error: unknown) => {
          if (!skipBad || !(error instanceof ProblemError)) throw error;
          return null;
        });
        return pixels && { ...nameOf(index), png: await encodePng(pixels, shape, side) };
      });
      return samples.filter((sample) => sample !== null);
    },
    sample: async (part, index) => {
      const image = splits[part][index]!;
      return { ...nameOf(image), pixels: await pixelsAt(set, image, shape) };
    },
  };
}

/** Indices of `count` images: the first of each class, the second of each class … */
function inTurn(splits: Splits, labels: Uint16Array, part: SplitName, count: number): readonly number[] {
  const rows: number[][] = [];
  const seen = new Map<number, number>();
  for (const index of splits[part]) {
    const rank = seen.get(labels[index]!) ?? 0;
    seen.set(labels[index]!, rank + 1);
    if (rank < count) (rows[rank] ??= []).push(index);
  }
  const byLabel = (a: number, b: number): number => labels[a]! - labels[b]!;
  return rows.flatMap((row) => row.sort(byLabel)).slice(0, count);
}

/** Pixels [C, H, W] of `shape`. */
function pixelsAt({ images, shape: own }: ImageSet, index: number, shape: ImageShape): Promise<Pixels> {
  if (images.kind === 'files') return decodeImage(images.paths[index]!, shape, images.decoding);
  const size = pixelsOf(own);
  return convertImage(images.pixels.subarray(index * size, (index + 1) * size), own, shape);
}
