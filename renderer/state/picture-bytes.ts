import { ProblemError, problem } from '../../engine/base/diagnostics.ts';

/** A file of so many bytes travels as it is. */
const MOST_BYTES = 8 * 1024 * 1024;
/** Pixels a side of a picture that is made smaller: more than a network looks at. */
const LONGEST_SIDE = 1024;

/**
 * The bytes of a picture as they travel to the engine: the file's own, or, of a large one, those of a smaller picture. Throws a ProblemError for a large file that the
 * browser cannot decode.
 */
export async function bytesOfPicture(picture: File): Promise<ArrayBuffer> {
  if (picture.size <= MOST_BYTES) return picture.arrayBuffer();
  const whole = await createImageBitmap(picture).catch(() => {
    throw new ProblemError([
      problem('image.cannotShrink', '', { name: picture.name, bytes: picture.size, limit: MOST_BYTES }),
    ]);
  });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(whole.width, whole.height));
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  const canvas = new OffscreenCanvas(side(whole.width), side(whole.height));
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(whole, 0, 0, canvas.width, canvas.height);
  whole.close();
  return (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer();
}
