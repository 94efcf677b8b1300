import type { Problem } from '../base/diagnostics.ts';

/** Images are [C, H, W] inside, row-major. */
export interface ImageShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export const pixelsOf = (shape: ImageShape): number => shape.channels * shape.height * shape.width;

export const sizeText = (size: { readonly height: number; readonly width: number }): string =>
  `${size.height} × ${size.width}`;

/** Bytes 0 to 255 as [n, C, H, W] that worker threads read without a copy, or files that are decoded when they are needed. */
export type Images =
  | { readonly kind: 'memory'; readonly pixels: Uint8Array<SharedArrayBuffer> }
  | { readonly kind: 'files'; readonly paths: readonly string[] };

export type SplitName = 'train' | 'validation' | 'test';

/** What a source read: all images of all parts in one row, addressed by index. */
export interface ImageSet {
  readonly shape: ImageShape;
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
}

/** first, first + 1, …, first + count − 1 */
export function range(first: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => first + i);
}

export function sharedBytes(length: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(length));
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
