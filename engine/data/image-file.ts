import type { Sharp } from 'sharp';
import { ProblemError, problem } from '../base/diagnostics.ts';
import { groundLevel } from '../settings/data.ts';
import { decodeBmp } from './formats/bmp.ts';
import { decodeNetpbm } from './formats/netpbm.ts';
import { bitsOf, highest, inBits, onGround, type Pixels, pixelArray, type Raster, rescaled } from './formats/raster.ts';
import {
  bytesOf,
  explained,
  type ImageHeader,
  type ImageSource,
  inputOf,
  loadSharp,
  nameOf,
  PIXEL_LIMIT,
  readImageHeader,
} from './image-header.ts';
import { type Decoding, type ImageShape, pixelsOf } from './image-set.ts';

/**
 * Decodes an image to pixels [C, H, W] of `shape`: turned upright, laid on the ground where it is transparent, scaled
 * to cover the size and cut at the centre where its own is another. Of several pictures in a file, the first. Throws
 * ProblemError.
 */
export async function decodeImage(source: ImageSource, shape: ImageShape, { ground, bits }: Decoding): Promise<Pixels> {
  const header = await readImageHeader(source);
  const level = groundLevel(ground);
  const pixels = await explained(source, async () =>
    header.by === 'sharp' && header.bits === 8
      ? sized(await openWith8Bits(source, header, level), shape)
      : sizedRaster(onGround(await rasterOf(source, header), level), shape),
  );
  return inBits(planes(pixels, shape), bits);
}

/** The same for an image in memory, [C, H, W] of shape `from`. */
export async function convertImage<P extends Pixels>(pixels: P, from: ImageShape, to: ImageShape): Promise<P> {
  return planes(await sizedRaster(rasterIn(pixels, from), to), to) as P;
}

/**
 * A PNG file of an image in memory, [C, H, W] of `shape`, to look at; scaled down where a side is longer than `side`.
 * Of 16 bits, of which many instruments use the lowest few, the brightest becomes white.
 */
export async function encodePng(pixels: Pixels, shape: ImageShape, side: number): Promise<Uint8Array> {
  const image = await openRaster(rasterIn(toLookAt(pixels), shape));
  return image.resize({ height: side, width: side, fit: 'inside', withoutEnlargement: true }).png().toBuffer();
}

/** In 8 bits, as `encodePng` shows it. */
export function toLookAt(pixels: Pixels): Uint8Array {
  if (pixels instanceof Uint8Array) return pixels;
  const most = pixels.reduce((a, b) => Math.max(a, b), 1);
  return Uint8Array.from(pixels, (v) => rescaled(v, most, 255));
}

async function openWith8Bits(source: ImageSource, { alpha, extraBands }: ImageHeader, level: number): Promise<Sharp> {
  const sharp = await loadSharp();
  const limits = { limitInputPixels: PIXEL_LIMIT, limitInputChannels: false };
  const image = sharp(inputOf(source), { failOn: 'error', ...limits }).autoOrient();
  if (alpha) return image.flatten({ background: { r: level, g: level, b: level } });
  return extraBands > 0 ? image.removeAlpha() : image;
}

/**
 * An image whose values sharp does not bring to a ground and a size without loss. Its colour profile is left aside:
 * with one, sharp gives 16 bits of Display P3.
 */
async function rasterOf(source: ImageSource, header: ImageHeader): Promise<Raster> {
  if (header.by === 'bmp') return decodeBmp(await bytesOf(source));
  if (header.by === 'netpbm') return decodeNetpbm(await bytesOf(source));
  const { gray, alpha, extraBands, float, significant, height, width } = header;
  const sharp = await loadSharp();
  const limits = { limitInputPixels: PIXEL_LIMIT, limitInputChannels: false };
  const upright = sharp(inputOf(source), { failOn: 'error', ignoreIcc: true, ...limits }).autoOrient();
  const image = extraBands > 0 && !alpha ? upright.removeAlpha() : upright;
  const channels = ((gray ? 1 : 3) + (alpha ? 1 : 0)) as Raster['channels'];
  if (float) {
    // As they are: through sRGB, numbers would be taken for linear light.
    const plain = gray ? image.pipelineColourspace('b-w').toColourspace('b-w') : image.toColourspace('scrgb');
    const { buffer, byteOffset, length } = await plain.raw({ depth: 'float' }).toBuffer();
    return {
      height,
      width,
      channels,
      data: fromUnit(new Float32Array(buffer, byteOffset, length / 4), nameOf(source)),
    };
  }
  const bytes = await image
    .toColourspace(space16(gray ? 1 : 3))
    .raw({ depth: 'ushort' })
    .toBuffer();
  const data = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  if (significant === 16) return { height, width, channels, data };
  const [unused, most] = [16 - significant, highest(16)];
  return { height, width, channels, data: data.map((v) => rescaled(v >> unused, most >> unused, most)) };
}

/** Numbers from 0 to 1 as 16 bits. Throws ProblemError where there are others. */
function fromUnit(numbers: Float32Array, path: string): Uint16Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of numbers) {
    if (Number.isNaN(v)) throw new ProblemError([problem('data.floatNaN', path, { path })]);
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (low < 0 || high > 1) throw new ProblemError([problem('data.floatRange', path, { path, low, high })]);
  return Uint16Array.from(numbers, (v) => Math.round(v * highest(16)));
}

/** [C, H, W] → what sharp reads. */
function rasterIn(pixels: Pixels, { channels, height, width }: ImageShape): Raster {
  return { height, width, channels: channels === 1 ? 1 : 3, data: transpose(pixels, channels, height * width) };
}

async function openRaster({ height, width, channels, data }: Raster): Promise<Sharp> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { channels, height, width } });
}

const space16 = (channels: number): string => (channels === 1 ? 'grey16' : 'rgb16');

/** Pixels [H, W, C] of `shape`. */
async function sizedRaster(raster: Raster, shape: ImageShape): Promise<Pixels> {
  const { height, width, channels, data } = raster;
  if (height === shape.height && width === shape.width && channels === shape.channels) return data;
  if (data instanceof Uint8Array) return sized(await openRaster(raster), shape);
  // In floating point: libvips' sums in 16 bits are off by up to 0.2 %, which leaves 9 of the 16.
  const sharp = await loadSharp();
  const image = sharp(Float32Array.from(data), { raw: { channels, height, width } });
  const { buffer, byteOffset, length } = await image
    .pipelineColourspace(space16(channels))
    .resize({ height: shape.height, width: shape.width, fit: 'cover' })
    .toColourspace(space16(shape.channels))
    .raw({ depth: 'float' })
    .toBuffer();
  const most = highest(16);
  return Uint16Array.from(new Float32Array(buffer, byteOffset, length / 4), (v) =>
    Math.round(Math.min(most, Math.max(0, v))),
  );
}

/** Pixels [H, W, C] of `shape`, of 8 bits. */
const sized = (image: Sharp, { height, width, channels }: ImageShape): Promise<Uint8Array> =>
  image
    .resize({ height, width, fit: 'cover' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer();

function planes(pixels: Pixels, shape: ImageShape): Pixels {
  if (pixels.length !== pixelsOf(shape)) throw new Error(`sharp gave ${pixels.length} values, not ${pixelsOf(shape)}`);
  return transpose(pixels, shape.height * shape.width, shape.channels);
}

/** [rows, columns] → [columns, rows] */
function transpose(pixels: Pixels, rows: number, columns: number): Pixels {
  const result = pixelArray(bitsOf(pixels), pixels.length);
  for (let c = 0; c < columns; c++) {
    for (let r = 0; r < rows; r++) result[c * rows + r] = pixels[r * columns + c] as number;
  }
  return result;
}
