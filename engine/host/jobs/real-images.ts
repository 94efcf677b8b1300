import { type DataSet, openDataSet } from '../../data/data-set.ts';
import { type ImageShape, pixelsOf, type SplitName } from '../../data/image-set.ts';
import { type Normalisation, normalisationTable, normalise } from '../../data/normalisation.ts';
import type { DataSettings } from '../../settings/data.ts';
import type { ComparedOn } from '../reports-protocol.ts';

export interface RealImages {
  /** [n, C, H, W], normalised. */
  readonly pixels: Float32Array;
  readonly count: number;
  readonly source: ComparedOn;
}

/**
 * `count` images of a data set, spread evenly over its test part (or the best that it has), in the network's size. A network whose channels are no colours (the
 * course's 28 × 28 × 192) gets another grey image in each channel.
 */
export async function realImages(
  settings: DataSettings,
  shape: ImageShape,
  normalisation: Normalisation | null,
  count: number,
): Promise<RealImages> {
  const colours = shape.channels === 1 || shape.channels === 3;
  const { height, width } = shape;
  const grayscale = shape.channels !== 3;
  const wanted = { ...settings, resize: { height, width }, grayscale };
  const data = await openDataSet(wanted, { workers: 0, ...(normalisation && colours ? { normalisation } : {}) });
  try {
    const part = (['test', 'validation', 'train'] as const).find((p) => data.counts[p] > 0) ?? 'train';
    const images = Math.min(count, data.counts[part]);
    const planes = colours ? 1 : shape.channels;
    const each = { ...shape, channels: shape.channels / planes };
    const pixels = new Float32Array(images * pixelsOf(shape));
    for (let i = 0; i < images * planes; i++) await place(data, part, i, images * planes, each, pixels);
    return { pixels, count: images, source: { data: data.name, part, height, width, onePerChannel: !colours } };
  } finally {
    await data.dispose();
  }
}

/** Writes image `i` of `of` that are spread evenly over the part. */
async function place(
  data: DataSet,
  part: SplitName,
  i: number,
  of: number,
  shape: ImageShape,
  out: Float32Array,
): Promise<void> {
  const index = Math.floor((i * data.counts[part]) / of) % data.counts[part];
  const sample = await data.sample(part, index);
  normalise(sample.pixels, 0, shape, normalisationTable(data.normalisation), out, i * pixelsOf(shape));
}
