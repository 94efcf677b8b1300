import type { Bits, Pixels } from '../../data/formats/raster.ts';
import { type ImageShape, pixelsOf } from '../../data/image-set.ts';
import { Histogram, type Normalisation, normalisationTable, normalise } from '../../data/normalisation.ts';
import { peekDataSet } from '../../data/peek.ts';
import type { DataSettings } from '../../settings/data.ts';
import type { ComparedOn } from '../reports-protocol.ts';

export interface RealImages {
  /** [n, C, H, W], normalised. */
  readonly pixels: Float32Array;
  readonly count: number;
  readonly source: ComparedOn;
}

/**
 * `count` images of a data set, spread evenly over its test part (or the best that it has), in the network's size; no
 * others are decoded or resized. Without a run's statistics their own normalise them. A network whose channels are no
 * colours (the course's 28 × 28 × 192) gets another grey image in each channel.
 */
export async function realImages(
  settings: DataSettings,
  shape: ImageShape,
  normalisation: Normalisation | null,
  count: number,
): Promise<RealImages> {
  const colours = shape.channels === 1 || shape.channels === 3;
  const { height, width } = shape;
  const data = await peekDataSet({ ...settings, resize: { height, width }, grayscale: shape.channels !== 3 });
  const part = (['test', 'validation', 'train'] as const).find((p) => data.counts[p] > 0) ?? 'train';
  const images = Math.min(count, data.counts[part]);
  const planes = colours ? 1 : shape.channels;
  const each = { ...shape, channels: shape.channels / planes };
  const of = images * planes;
  const { bits } = data;
  const found = await Promise.all(
    Array.from({ length: of }, async (_, i) => {
      const index = Math.floor((i * data.counts[part]) / of) % data.counts[part];
      return (await data.sample(part, index)).pixels;
    }),
  );
  const table = normalisationTable(normalisation && colours ? normalisation : statisticsOf(found, each, bits), bits);
  const pixels = new Float32Array(images * pixelsOf(shape));
  found.forEach((image, i) => normalise(image, 0, each, table, pixels, i * pixelsOf(each)));
  return { pixels, count: images, source: { data: data.name, part, height, width, onePerChannel: !colours } };
}

function statisticsOf(images: readonly Pixels[], shape: ImageShape, bits: Bits): Normalisation {
  const histogram = new Histogram(shape, bits);
  for (const image of images) histogram.add(image, 0);
  return histogram.normalisation();
}
