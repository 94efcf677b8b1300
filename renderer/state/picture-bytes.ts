import { ProblemError, problem } from '../../engine/base/diagnostics.ts';

/** A file of so many bytes travels as it is. */
const MOST_BYTES = 8 * 1024 * 1024;
/** Pixels a side of a picture that is made smaller: more than a network looks at. */
const LONGEST_SIDE = 1024;

/**
 * The bytes of a picture as they travel to the engine: the file's own, or, of a large one or of its negative, those of
 * a picture that is drawn here. Throws a ProblemError where the browser cannot decode what it would have to draw.
 */
export async function bytesOfPicture(picture: File, inverted: boolean): Promise<ArrayBuffer> {
  if (picture.size <= MOST_BYTES && !inverted) return picture.arrayBuffer();
  const whole = await createImageBitmap(picture).catch(() => {
    const { name, size } = picture;
    throw new ProblemError([
      size > MOST_BYTES
        ? problem('image.cannotShrink', '', { name, bytes: size, limit: MOST_BYTES })
        : problem('image.cannotInvert', '', { name }),
    ]);
  });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(whole.width, whole.height));
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  const canvas = new OffscreenCanvas(side(whole.width), side(whole.height));
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  if (inverted) fill(context, 'source-over');
  context.drawImage(whole, 0, 0, canvas.width, canvas.height);
  // |white − x|, where a transparent picture lies on white.
  if (inverted) fill(context, 'difference');
  whole.close();
  return (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer();
}

function fill(context: OffscreenCanvasRenderingContext2D, how: GlobalCompositeOperation): void {
  context.globalCompositeOperation = how;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.globalCompositeOperation = 'source-over';
}

/** A PNG file in base64 as a file of that name. */
export const fileOfPng = (png: string, name: string): File => new File([bytesOf(png)], name, { type: 'image/png' });

export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** In pieces that fit into a call's arguments. */
export function toBase64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(pieces.join(''));
}
