import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DataSet } from './data-set.ts';
import { highest } from './formats/raster.ts';
import type { SplitName } from './image-set.ts';

/** Of the images that a run learns from and is measured on. */
export const fingerprintSchema = z.object({
  /** SHA-256 of the labels of the training and the validation images, in order. */
  labels: z.string(),
  /** Mean value, 0 to 255, of some training images, spread evenly over all. */
  images: z.array(z.number()),
});
export type Fingerprint = z.infer<typeof fingerprintSchema>;

const IMAGES = 64;
const PARTS = ['train', 'validation'] as const satisfies readonly SplitName[];

/**
 * What tells a data set from another of the same size and classes: which label each image has, and what some images
 * look like.
 */
export async function fingerprint(data: DataSet): Promise<Fingerprint> {
  const hash = createHash('sha256');
  for (const part of PARTS) hash.update(`${part} ${data.labels(part).join(' ')}\n`);
  const count = Math.min(IMAGES, data.counts.train);
  const images: number[] = [];
  for (let i = 0; i < count; i++) {
    const { pixels } = await data.sample('train', Math.floor((i * data.counts.train) / count));
    let sum = 0;
    for (const value of pixels) sum += value;
    images.push(Number(((sum / pixels.length / highest(data.bits)) * 255).toFixed(3)));
  }
  return { labels: hash.digest('hex'), images };
}
