import { type Bits, DamagedImage, highest, pixelArray, type Raster, type RasterHeader, rescaled } from './raster.ts';

interface Netpbm extends RasterHeader {
  /** Numbers in digits, not in bytes. */
  readonly ascii: boolean;
  /** One bit a pixel, 1 is black. */
  readonly bitmap: boolean;
  readonly maxval: number;
  /** Where the pixels begin. */
  readonly offset: number;
}

const SPACE = /\s/;
const LONGEST_HEADER = 4096;

/**
 * P1 to P7 before a space. Of the forms in digits only what ends so or is read as an image anyway: many a text begins
 * with P1.
 */
export const isNetpbm = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1]! >= 0x31 && bytes[1]! <= 0x37 && SPACE.test(String.fromCharCode(bytes[2] ?? 0));

/**
 * PBM, PGM, PPM in digits or bytes, and PAM. netpbm.sourceforge.net/doc. `bytes` need hold no more than the header.
 * Throws DamagedImage.
 */
export function netpbmHeader(bytes: Uint8Array): Netpbm {
  const form = bytes[1]! - 0x30;
  return form === 7 ? pamHeader(bytes) : classicHeader(bytes, form);
}

export function decodeNetpbm(bytes: Uint8Array): Raster {
  const { height, width, channels, bits, ascii, bitmap, maxval, offset } = netpbmHeader(bytes);
  const count = height * width * channels;
  const values = ascii
    ? digits(bytes, offset, count, bitmap)
    : bitmap
      ? bitRows(bytes, offset, height, width)
      : plain(bytes, offset, count, maxval);
  const data = pixelArray(bits, count);
  const most = highest(bits);
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (value > maxval) throw new DamagedImage();
    data[i] = bitmap ? (1 - value) * most : rescaled(value, maxval, most);
  }
  return { height, width, channels, data };
}

function classicHeader(bytes: Uint8Array, form: number): Netpbm {
  const bitmap = form === 1 || form === 4;
  let at = 2;
  const number = (): number => {
    let text = '';
    for (; at < Math.min(bytes.length, LONGEST_HEADER); at++) {
      const char = String.fromCharCode(bytes[at]!);
      if (char === '#') while (at < bytes.length && bytes[at] !== 0x0a) at++;
      else if (SPACE.test(char)) {
        if (text !== '') break;
      } else text += char;
    }
    return positive(text);
  };
  const [width, height] = [number(), number()];
  const maxval = bitmap ? 1 : number();
  const channels = form === 3 || form === 6 ? 3 : 1;
  return { height, width, channels, ...levels(maxval), ascii: form <= 3, bitmap, offset: at + 1 };
}

function pamHeader(bytes: Uint8Array): Netpbm {
  const text = String.fromCharCode(...bytes.subarray(0, LONGEST_HEADER));
  const end = /^ENDHDR[^\n]*\n/m.exec(text);
  if (!end) throw new DamagedImage();
  const field = (name: string): number => positive(new RegExp(`^${name}\\s+(\\S+)`, 'm').exec(text)?.[1] ?? '');
  const channels = field('DEPTH');
  if (channels > 4) throw new DamagedImage();
  return {
    height: field('HEIGHT'),
    width: field('WIDTH'),
    channels: channels as Raster['channels'],
    ...levels(field('MAXVAL')),
    ascii: false,
    bitmap: false,
    offset: end.index + end[0].length,
  };
}

function positive(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new DamagedImage();
  return Number(text);
}

function levels(maxval: number): { readonly maxval: number; readonly bits: Bits } {
  if (maxval > 65_535) throw new DamagedImage();
  return { maxval, bits: maxval > 255 ? 16 : 8 };
}

/** Bytes, or big-endian pairs of them where the values need two. */
function plain(bytes: Uint8Array, offset: number, count: number, maxval: number): ArrayLike<number> {
  const size = maxval > 255 ? 2 : 1;
  if (bytes.length < offset + count * size) throw new DamagedImage();
  if (size === 1) return bytes.subarray(offset, offset + count);
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, count * 2);
  return Uint16Array.from({ length: count }, (_, i) => view.getUint16(2 * i));
}

/** Rows of bits, each filled up to whole bytes. */
function bitRows(bytes: Uint8Array, offset: number, height: number, width: number): Uint8Array {
  const stride = Math.ceil(width / 8);
  if (bytes.length < offset + height * stride) throw new DamagedImage();
  return Uint8Array.from({ length: height * width }, (_, i) => {
    const x = i % width;
    return (bytes[offset + Math.floor(i / width) * stride + (x >> 3)]! >> (7 - (x & 7))) & 1;
  });
}

/** Numbers in digits; those of a bitmap need no space between them. */
function digits(bytes: Uint8Array, offset: number, count: number, bitmap: boolean): number[] {
  const text = new TextDecoder('latin1').decode(bytes.subarray(offset)).replace(/#[^\n]*/g, '');
  const words = bitmap ? text.replace(/\s/g, '').slice(0, count).split('') : text.trim().split(/\s+/, count);
  if (words.length < count || !words.every((word) => /^\d{1,5}$/.test(word))) throw new DamagedImage();
  return words.map(Number);
}
