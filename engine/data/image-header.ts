import { type FileHandle, open } from 'node:fs/promises';
import type { Metadata } from 'sharp';
import { type Problem, ProblemError, problem } from '../base/diagnostics.ts';
import { fileProblem, readBytes, requireFile } from './files.ts';
import { bmpHeader } from './formats/bmp.ts';
import { netpbmHeader } from './formats/netpbm.ts';
import { type Bits, type RasterHeader, UnreadKind } from './formats/raster.ts';
import { isTiff, SNIFFED, sniff } from './formats/sniff.ts';
import { hasTiffAlpha, isCameraRaw, rareTiff } from './formats/tiff-tags.ts';
import { sizeText } from './image-set.ts';

/** 8192 × 8192. A file of a few kilobytes can claim billions of pixels; it is refused before anything is unpacked. */
export const PIXEL_LIMIT = 2 ** 26;

export interface ImageHeader {
  /** Size as shown: a camera's rotation is applied. */
  readonly height: number;
  readonly width: number;
  readonly gray: boolean;
  readonly bits: Bits;
  /** Floating-point numbers, which are read as 16 bits. */
  readonly float: boolean;
  /** Whether parts of it may be transparent. */
  readonly alpha: boolean;
  /** Bands that are neither colours nor alpha. */
  readonly extraBands: number;
  /** Who decodes it. */
  readonly by: 'sharp' | 'bmp' | 'netpbm';
  /** Of AVIF: bits that a value has, counted from the top of 16. */
  readonly significant: number;
}

/** A file, or what was in one. */
export type ImageSource = string | { readonly name: string; readonly bytes: Uint8Array };

export const nameOf = (source: ImageSource): string => (typeof source === 'string' ? source : source.name);
export const inputOf = (source: ImageSource): string | Uint8Array =>
  typeof source === 'string' ? source : source.bytes;
export const bytesOf = async (source: ImageSource): Promise<Uint8Array> =>
  typeof source === 'string' ? readBytes(source) : source.bytes;

/**
 * Programs that draw: a few bytes of theirs take minutes. No file gets as far; this holds whatever is made of its first
 * bytes.
 */
const DRAWING = ['VipsForeignLoadSvg', 'VipsForeignLoadPdf', 'VipsForeignLoadMagick'];

/**
 * sharp takes a while to load: data sets that lie decoded in memory never need it. Its cache goes by file names, which
 * may be written anew.
 */
export async function loadSharp() {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.block({ operation: DRAWING });
  return sharp;
}

/**
 * What an image is, by its content and not by its name. Throws ProblemError: no image, none that can be read, too
 * large.
 */
export async function readImageHeader(source: ImageSource): Promise<ImageHeader> {
  const path = nameOf(source);
  const head = typeof source === 'string' ? await headOf(source) : source.bytes.subarray(0, SNIFFED);
  const refuse = (found: Problem): never => {
    throw new ProblemError([found]);
  };
  if (head.length === 0) refuse(problem('data.emptyFile', path, { path }));
  const sniffed = sniff(head);
  if (sniffed.is === 'unknown') return refuse(problem('data.unknownFormat', path, { path }));
  if (sniffed.is === 'unread') return refuse(problem('data.unsupportedImage', path, { path, format: sniffed.format }));
  if (sniffed.is === 'other') return refuse(problem('data.notAnImage', path, { path, what: sniffed.what }));
  const { by } = sniffed;
  const header =
    by === 'sharp'
      ? await sharpHeader(source)
      : await explained(source, async () => ownHeader(by === 'bmp' ? bmpHeader(head) : netpbmHeader(head), by));
  if (header.width * header.height > PIXEL_LIMIT) {
    refuse(problem('data.tooManyPixels', path, { path, found: sizeText(header), limit: PIXEL_LIMIT }));
  }
  return header;
}

/** Says of a failed decoding that the file is damaged or of a rare kind; other problems pass as they are. */
export async function explained<T>(source: ImageSource, reading: () => Promise<T>): Promise<T> {
  const path = nameOf(source);
  try {
    return await reading();
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    if (typeof source === 'string') await headOf(source);
    if (error instanceof UnreadKind) {
      throw new ProblemError([problem('data.unsupportedImage', path, { path, format: error.kind })]);
    }
    const bytes = await bytesOf(source);
    const rare = isTiff(bytes) ? rareTiff(bytes) : null;
    if (rare) throw new ProblemError([problem('data.unsupportedImage', path, { path, format: rare })]);
    // libvips words its reason in a buffer that all threads share: the text that arrives can be another image's.
    throw new ProblemError([problem('data.undecodable', path, { path })]);
  }
}

/** The first bytes of a file. Throws ProblemError where it cannot be read. */
export async function headOf(path: string): Promise<Uint8Array> {
  await requireFile(path);
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFFED), 0, SNIFFED, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw new ProblemError([fileProblem(error, path)]);
  } finally {
    await file?.close();
  }
}

function ownHeader({ height, width, channels, bits }: RasterHeader, by: 'bmp' | 'netpbm'): ImageHeader {
  const alpha = channels === 2 || channels === 4;
  return { height, width, gray: channels <= 2, bits, float: false, alpha, extraBands: 0, by, significant: bits };
}

/** Bands of a picture's colours, by libvips' name of the space; absent: no space of a picture. */
const COLOURS: Readonly<Record<string, number>> = {
  'b-w': 1,
  grey16: 1,
  srgb: 3,
  rgb: 3,
  rgb16: 3,
  scrgb: 3,
  lab: 3,
  cmyk: 4,
};

async function sharpHeader(source: ImageSource): Promise<ImageHeader> {
  const sharp = await loadSharp();
  const limits = { limitInputPixels: false, limitInputChannels: false };
  const found = await explained(source, () => sharp(inputOf(source), limits).metadata());
  const path = nameOf(source);
  const { autoOrient, space, channels, depth } = found;
  const isRaw = found.format === 'tiff' && (found.subifds ?? 0) > 0 && isCameraRaw(await bytesOf(source));
  const kind = isRaw ? 'raw data of a camera' : unreadNumbers(found);
  if (kind) throw new ProblemError([problem('data.unsupportedImage', path, { path, format: kind })]);
  const colours = COLOURS[space] ?? 0;
  const beyond = channels - colours;
  const alpha = beyond > 0 && (found.format !== 'tiff' || hasTiffAlpha(await bytesOf(source)));
  const extraBands = beyond - (alpha ? 1 : 0);
  const gray = colours === 1;
  if (colours === 0 || (gray && extraBands > 0)) {
    throw new ProblemError([problem('data.bands', path, { path, bands: channels })]);
  }
  const float = depth === 'float';
  const bits = float || depth === 'ushort' ? 16 : 8;
  const significant = found.format === 'heif' ? (found.bitsPerSample ?? bits) : bits;
  return { ...autoOrient, gray, bits, float, alpha, extraBands, by: 'sharp', significant };
}

/** What an image's numbers are, where they are none that a picture is read from. */
function unreadNumbers({ format, depth, space }: Metadata): string | null {
  const file = (format ?? '').toUpperCase();
  // libvips takes the bits of half floats for whole numbers.
  const half = depth === 'float' && (space === 'grey16' || space === 'rgb16');
  if (half) return `${file} of 16-bit floating-point numbers`;
  if (depth === 'uchar' || depth === 'ushort' || depth === 'float') return null;
  const names: Readonly<Record<string, string>> = {
    char: 'signed 8-bit',
    short: 'signed 16-bit',
    int: 'signed 32-bit',
    uint: 'unsigned 32-bit',
    double: '64-bit floating-point',
  };
  return `${file} of ${names[depth ?? ''] ?? depth} numbers`;
}
