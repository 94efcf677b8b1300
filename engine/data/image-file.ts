import { open } from 'node:fs/promises';
import type { Sharp } from 'sharp';
import { ProblemError, problem } from '../base/diagnostics.ts';
import { fileProblem } from './files.ts';
import { type ImageShape, pixelsOf, sizeText } from './image-set.ts';

/** 8192 × 8192. A file of a few kilobytes can claim billions of pixels; it is refused before anything is unpacked. */
export const PIXEL_LIMIT = 2 ** 26;

export interface ImageHeader {
  readonly height: number;
  readonly width: number;
  readonly gray: boolean;
}

/** A file, or what was in one. */
export type ImageSource = string | { readonly name: string; readonly bytes: Uint8Array };

const nameOf = (source: ImageSource): string => (typeof source === 'string' ? source : source.name);
const inputOf = (source: ImageSource): string | Uint8Array => (typeof source === 'string' ? source : source.bytes);

/** sharp takes a while to load: data sets that lie decoded in memory never need it. Its cache goes by file names, which may be written anew. */
async function loadSharp() {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  return sharp;
}

/** Size as shown (a camera's rotation is applied) and whether the image is gray. Throws ProblemError. */
export async function readImageHeader(source: ImageSource): Promise<ImageHeader> {
  const sharp = await loadSharp();
  const { autoOrient, space } = await explained(source, sharp(inputOf(source), { limitInputPixels: false }).metadata());
  const { width, height } = autoOrient;
  if (width * height > PIXEL_LIMIT) {
    const path = nameOf(source);
    const values = { path, found: sizeText(autoOrient), limit: PIXEL_LIMIT };
    throw new ProblemError([problem('data.tooManyPixels', path, values)]);
  }
  return { height, width, gray: space === 'b-w' || space === 'grey16' };
}

/**
 * Decodes an image to bytes [C, H, W] of `shape`: turned upright, laid on white where it is transparent, scaled to cover the size and
 * cut at the centre where its own is another. Throws ProblemError.
 */
export async function decodeImage(source: ImageSource, shape: ImageShape): Promise<Uint8Array> {
  await readImageHeader(source);
  const sharp = await loadSharp();
  const image = sharp(inputOf(source), { failOn: 'error', limitInputPixels: PIXEL_LIMIT });
  return planes(await explained(source, toBytes(image.autoOrient().flatten({ background: '#ffffff' }), shape)), shape);
}

/** The same for an image in memory, bytes [C, H, W] of shape `from`. */
export async function convertImage(pixels: Uint8Array, from: ImageShape, to: ImageShape): Promise<Uint8Array> {
  return planes(await toBytes(await imageOf(pixels, from), to), to);
}

/** A PNG file of an image in memory, bytes [C, H, W] of `shape`; scaled down where a side is longer than `side`. */
export async function encodePng(pixels: Uint8Array, shape: ImageShape, side: number): Promise<Uint8Array> {
  const image = await imageOf(pixels, shape);
  return image.resize({ height: side, width: side, fit: 'inside', withoutEnlargement: true }).png().toBuffer();
}

/** `pixels` are bytes [C, H, W] of one channel or three. */
async function imageOf(pixels: Uint8Array, { channels, height, width }: ImageShape): Promise<Sharp> {
  const sharp = await loadSharp();
  const interleaved = transpose(pixels, channels, height * width);
  return sharp(interleaved, { raw: { channels: channels === 1 ? 1 : 3, height, width } });
}

/** Bytes [H, W, C] of `shape`. */
function toBytes(image: Sharp, shape: ImageShape): Promise<Uint8Array> {
  return image
    .resize({ height: shape.height, width: shape.width, fit: 'cover' })
    .toColourspace(shape.channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer();
}

function planes(bytes: Uint8Array, shape: ImageShape): Uint8Array {
  if (bytes.length !== pixelsOf(shape)) throw new Error(`sharp gave ${bytes.length} bytes, not ${pixelsOf(shape)}`);
  return transpose(bytes, shape.height * shape.width, shape.channels);
}

/** [rows, columns] → [columns, rows] */
function transpose(bytes: Uint8Array, rows: number, columns: number): Uint8Array {
  const result = new Uint8Array(bytes.length);
  for (let c = 0; c < columns; c++) {
    for (let r = 0; r < rows; r++) result[c * rows + r] = bytes[r * columns + c] as number;
  }
  return result;
}

/** Says of a failed reading whether the file could not be opened or not be decoded. */
async function explained<T>(source: ImageSource, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const path = nameOf(source);
    if (typeof source === 'string') {
      await openAndClose(path).catch((refused: unknown) => {
        throw new ProblemError([fileProblem(refused, path)]);
      });
    }
    // libvips words its reason in a buffer that all threads share: the text that arrives can be another image's.
    const unknown = (error as Error).message.includes('unsupported image format');
    const reason = unknown ? 'it is no image of a known format' : 'its data are damaged or cut off';
    throw new ProblemError([problem('data.undecodable', path, { path, reason })]);
  }
}

async function openAndClose(path: string): Promise<void> {
  const file = await open(path);
  await file.close();
}
