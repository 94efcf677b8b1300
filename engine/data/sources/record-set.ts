import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import { bitsOf, type Pixels, pixelArray } from '../formats/raster.ts';
import { countLabels, type ImageSet, type ImageShape, range, sharedPixels, sizeText } from '../image-set.ts';

/** The images of one part, as they came out of its files. */
export interface RecordPart {
  /** [n, C, H, W] */
  readonly pixels: Pixels;
  /** Class of each image. */
  readonly labels: ArrayLike<number>;
  readonly shape: ImageShape;
  /** The file that the images are from. */
  readonly path: string;
}

export interface RecordParts {
  readonly train: RecordPart;
  readonly validation?: RecordPart | null;
  readonly test?: RecordPart | null;
}

/**
 * A data set from files that hold many images each. Classes without an image for training are warned of. Throws
 * ProblemError where parts differ in size.
 */
export function recordSet(
  { train, validation = null, test = null }: RecordParts,
  classes: readonly string[],
  warnings: readonly Problem[] = [],
): ImageSet {
  const parts = [train, validation, test].filter((part) => part !== null);
  for (const part of parts) requireSameShape(train, part);
  const total = parts.reduce((n, part) => n + part.labels.length, 0);
  const pixels = sharedPixels(
    bitsOf(train.pixels),
    parts.reduce((n, part) => n + part.pixels.length, 0),
  );
  const labels = new Uint16Array(total);
  const indices: Int32Array[] = [];
  let [first, offset] = [0, 0];
  for (const part of parts) {
    pixels.set(part.pixels, offset);
    labels.set(part.labels, first);
    indices.push(range(first, part.labels.length));
    first += part.labels.length;
    offset += part.pixels.length;
  }
  const [ofTrain = new Int32Array(), ...rest] = indices;
  return {
    shape: train.shape,
    classes,
    labels,
    images: { kind: 'memory', pixels },
    parts: {
      train: ofTrain,
      validation: validation && (rest[0] ?? null),
      test: test && (rest.at(-1) ?? null),
    },
    divisible: false,
    warnings: [...warnings, ...withoutImages(train.path, classes, countLabels(labels, ofTrain, classes.length))],
  };
}

function requireSameShape(train: RecordPart, part: RecordPart): void {
  const [a, b] = [train.shape, part.shape];
  const same = a.channels === b.channels && a.height === b.height && a.width === b.width;
  if (same && bitsOf(train.pixels) === bitsOf(part.pixels)) return;
  const said = (shape: ImageShape, pixels: Pixels): string =>
    `${sizeText(shape)} × ${shape.channels} of ${bitsOf(pixels)} bits`;
  const [found, expected] =
    a.channels === b.channels && bitsOf(train.pixels) === bitsOf(part.pixels)
      ? [sizeText(b), sizeText(a)]
      : [said(b, part.pixels), said(a, train.pixels)];
  throw new ProblemError([
    problem('data.partSize', part.path, { path: part.path, found, expected, other: train.path }),
  ]);
}

function withoutImages(path: string, classes: readonly string[], counts: readonly number[]): Problem[] {
  const report = (name: string, label: number): Problem =>
    problem('data.classWithoutImages', path, { path, name, label }, { severity: 'warning' });
  return classes.flatMap((name, label) => (counts[label] === 0 ? [report(name, label)] : []));
}

/** Turns planes [n, side, side] in place: column by column ↔ row by row. */
export function turn(pixels: Uint8Array, side: number): Uint8Array {
  for (let start = 0; start < pixels.length; start += side * side) {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < y; x++) {
        const [a, b] = [start + y * side + x, start + x * side + y];
        [pixels[a], pixels[b]] = [pixels[b] as number, pixels[a] as number];
      }
    }
  }
  return pixels;
}

/** [n, H, W, C] → [n, C, H, W] */
export function planar(pixels: Pixels, { channels, height, width }: ImageShape): Pixels {
  if (channels === 1) return pixels;
  const plane = height * width;
  const size = plane * channels;
  const out = pixelArray(bitsOf(pixels), pixels.length);
  for (let start = 0; start < pixels.length; start += size) {
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < plane; i++) out[start + c * plane + i] = pixels[start + i * channels + c] as number;
    }
  }
  return out;
}
