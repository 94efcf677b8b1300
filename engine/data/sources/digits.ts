import type { ImageSet } from '../image-set.ts';
import { sharedBytes } from '../image-set.ts';
import { idx } from './idx.ts';
import type { Listing } from './source.ts';

const DARKEST = 16;

/**
 * The bundled 8 × 8 digits. A value counts the dark pixels of a 4 × 4 cell, 0 to 16, and becomes the gray
 * round(v · 255 / 16).
 */
export async function readDigits(listing: Listing): Promise<ImageSet> {
  const set = await idx.read(listing);
  if (set.images.kind !== 'memory') throw new Error('IDX images lie in memory');
  const pixels = sharedBytes(set.images.pixels.length);
  set.images.pixels.forEach((value, i) => {
    pixels[i] = Math.round((value * 255) / DARKEST);
  });
  return { ...set, images: { kind: 'memory', pixels } };
}
