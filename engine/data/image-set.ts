import type { Problem } from '../base/diagnostics.ts';
import type { Ground } from '../settings/data.ts';
import { type Bits, bitsOf } from './formats/raster.ts';

/** Images are [C, H, W] inside, row-major. */
export interface ImageShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export const pixelsOf = (shape: ImageShape): number => shape.channels * shape.height * shape.width;

export const sizeText = (size: { readonly height: number; readonly width: number }): string =>
  `${size.height} × ${size.width}`;

/** How the pixels of files become numbers: one rule for all images of a data set. */
export interface Decoding {
  readonly ground: Ground;
  readonly bits: Bits;
}

/** 8 or 16 bits a value. */
export type SharedPixels = Uint8Array<SharedArrayBuffer> | Uint16Array<SharedArrayBuffer>;

/** Pixels [n, C, H, W] that worker threads read without a copy, or files that are decoded when they are needed. */
export type Images =
  | { readonly kind: 'memory'; readonly pixels: SharedPixels }
  | {
      readonly kind: 'files';
      readonly paths: readonly string[];
      readonly decoding: Decoding;
      /** Indices of those that may be transparent. */
      readonly transparent: ReadonlySet<number>;
    };

export const imageBits = (images: Images): Bits =>
  images.kind === 'files' ? images.decoding.bits : bitsOf(images.pixels);

/** An image that cannot be read, by its index. */
export interface BadImage {
  readonly index: number;
  readonly problem: Problem;
}

export type SplitName = 'train' | 'validation' | 'test';

/** What a source read: all images of all parts in one row, addressed by index. */
export interface ImageSet {
  readonly shape: ImageShape;
  /** Size and colours that most of its files have before they are brought to `shape`; absent: `shape`. */
  readonly own?: ImageShape;
  readonly classes: readonly string[];
  /** Class index of each image. */
  readonly labels: Uint16Array;
  readonly images: Images;
  /** Indices of the images of each part, ascending; null where the source has no such part. */
  readonly parts: {
    readonly train: Int32Array;
    readonly validation: Int32Array | null;
    readonly test: Int32Array | null;
  };
  /** Whether a test part may be split off: only where the source does not divide its images itself. */
  readonly divisible: boolean;
  readonly warnings: readonly Problem[];
  /** Files that are no images that can be read, as far as their headers say; absent: none. They have indices too. */
  readonly bad?: readonly BadImage[];
}

/** first, first + 1, …, first + count − 1 */
export function range(first: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => first + i);
}

export function sharedBytes(length: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(length));
}

export function sharedPixels(bits: Bits, length: number): SharedPixels {
  return bits === 16 ? new Uint16Array(new SharedArrayBuffer(2 * length)) : sharedBytes(length);
}

/** How many of the images at `indices` have each label. */
export function countLabels(labels: Uint16Array, indices: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const index of indices) {
    const label = labels[index] as number;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}
