/** How much nearer to the training images the negative must be, in squared distance, for a picture to look reversed. */
const MUCH_NEARER = 0.6;

/** Brightness of every pixel, 0 to 1, of an image as RGBA bytes. ITU-R BT.601. */
export function brightness(rgba: Uint8ClampedArray): Float32Array {
  return Float32Array.from(
    { length: rgba.length / 4 },
    (_, i) => (0.299 * rgba[4 * i]! + 0.587 * rgba[4 * i + 1]! + 0.114 * rgba[4 * i + 2]!) / 255,
  );
}

/** Pixel by pixel over images of one size; null for none. */
export function meanOf(images: readonly Float32Array[]): Float32Array | null {
  const [first] = images;
  return first ? first.map((_, i) => images.reduce((sum, image) => sum + image[i]!, 0) / images.length) : null;
}

/**
 * Whether a picture is dark where the training images are light: its negative 1 − x is much nearer to their mean than
 * the picture x itself. Where the mean has no contrast, as that of photographs, both are equally far, and nothing is
 * said.
 */
export function looksReversed(picture: Float32Array, mean: Float32Array): boolean {
  const distance = (of: (x: number) => number): number =>
    picture.reduce((sum, x, i) => sum + (of(x) - mean[i]!) ** 2, 0);
  return distance((x) => 1 - x) < MUCH_NEARER * distance((x) => x);
}
