import { DamagedImage, type Raster, type RasterHeader, rescaled, UnreadKind } from './raster.ts';

const FILE_HEADER = 14;
const RGB = 0;
const RLE8 = 1;
const RLE4 = 2;
const BITFIELDS = 3;
const ALPHA_BITFIELDS = 6;
const INSIDE: Readonly<Record<number, string>> = { 4: 'BMP with a JPEG inside', 5: 'BMP with a PNG inside' };

interface Bmp extends RasterHeader {
  readonly topDown: boolean;
  /** Bits a pixel. */
  readonly depth: number;
  readonly compression: number;
  /** Where the pixels begin. */
  readonly offset: number;
  /** [n, 3] red, green, blue; empty where pixels are colours themselves. */
  readonly palette: Uint8Array;
  /** Red, green, blue, alpha; 0: has none. */
  readonly masks: readonly number[];
}

/** Whether a file that begins with BM is a bitmap: the two letters alone begin many a text. */
export const isBmp = (bytes: Uint8Array): boolean =>
  bytes.length >= 18 &&
  bytes[0] === 0x42 &&
  bytes[1] === 0x4d &&
  [12, 40, 52, 56, 64, 108, 124].includes(at(bytes, 14));

/**
 * Windows and OS/2 bitmaps. Microsoft, "Bitmap Storage"; `bytes` need hold no more than the headers and the palette.
 * Throws DamagedImage, UnreadKind.
 */
export function bmpHeader(bytes: Uint8Array): Bmp {
  const view = viewOf(bytes);
  const size = u32(view, 14);
  const core = size === 12;
  const width = core ? u16(view, 18) : i32(view, 18);
  const signedHeight = core ? u16(view, 20) : i32(view, 22);
  const depth = u16(view, core ? 24 : 28);
  const compression = core ? RGB : u32(view, 30);
  if (width <= 0 || signedHeight === 0) throw new DamagedImage();
  const inside = INSIDE[compression];
  if (inside) throw new UnreadKind(inside);
  if (size === 64 && compression >= BITFIELDS) throw new UnreadKind("BMP of OS/2's Huffman or 24-bit run-length form");
  const known =
    ([1, 4, 8, 16, 24, 32].includes(depth) && compression === RGB) ||
    (depth === 8 && compression === RLE8) ||
    (depth === 4 && compression === RLE4) ||
    ([16, 32].includes(depth) && [BITFIELDS, ALPHA_BITFIELDS].includes(compression));
  if (!known) throw new UnreadKind(`BMP of ${depth} bits and compression ${compression}`);
  const fields = compression === BITFIELDS || compression === ALPHA_BITFIELDS;
  const palette = depth <= 8 ? paletteOf(bytes, view, { size, core, depth }) : new Uint8Array();
  const masks = fields
    ? fieldMasks(view, size, compression)
    : depth === 16
      ? [0x7c00, 0x3e0, 0x1f, 0]
      : [0xff0000, 0xff00, 0xff, 0];
  const gray = palette.length > 0 && palette.every((v, i) => v === palette[i - (i % 3)]);
  const channels = gray ? 1 : masks[3] === 0 ? 3 : 4;
  const height = Math.abs(signedHeight);
  const offset = u32(view, 10);
  return { height, width, channels, bits: 8, topDown: signedHeight < 0, depth, compression, offset, palette, masks };
}

export function decodeBmp(bytes: Uint8Array): Raster {
  const bmp = bmpHeader(bytes);
  const { height, width, channels, depth } = bmp;
  const data = new Uint8Array(height * width * channels);
  if (depth > 8) readColours(bmp, bytes, data);
  else readIndices(bmp, indicesOf(bmp, bytes), data);
  return channels === 4 ? opaqueWhereBlank({ height, width, channels, data }) : { height, width, channels, data };
}

/** The masks of red, green, blue and alpha: in the header, or behind it where that is of the first version. */
function fieldMasks(view: DataView, size: number, compression: number): number[] {
  const alpha = size >= 56 || (size === 40 && compression === ALPHA_BITFIELDS);
  const masks = [0, 1, 2, 3].map((i) => (i < 3 || alpha ? u32(view, FILE_HEADER + 40 + 4 * i) : 0));
  if (masks.slice(0, 3).includes(0)) throw new DamagedImage();
  return masks;
}

function paletteOf(
  bytes: Uint8Array,
  view: DataView,
  { size, core, depth }: { readonly size: number; readonly core: boolean; readonly depth: number },
): Uint8Array {
  const used = core ? 0 : u32(view, 46);
  const count = used === 0 ? 2 ** depth : Math.min(used, 2 ** depth);
  const entry = core ? 3 : 4;
  const start = FILE_HEADER + size;
  if (bytes.length < start + count * entry) throw new DamagedImage();
  return Uint8Array.from({ length: 3 * count }, (_, i) => bytes[start + Math.floor(i / 3) * entry + 2 - (i % 3)]!);
}

/** Pixels of 16, 24 and 32 bits. */
function readColours(
  { height, width, channels, depth, offset, topDown, masks }: Bmp,
  bytes: Uint8Array,
  out: Uint8Array,
): void {
  const view = viewOf(bytes);
  const stride = strideOf(width, depth);
  const step = depth / 8;
  // The padding of the last row is missing in some files.
  if (bytes.length < offset + (height - 1) * stride + width * step) throw new DamagedImage();
  const fields = masks.slice(0, channels).map((mask) => {
    const shift = 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: mask >>> shift };
  });
  for (let y = 0, o = 0; y < height; y++) {
    let at = offset + (topDown ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x++, at += step) {
      const low = view.getUint16(at, true);
      const value = depth === 16 ? low : depth === 24 ? low | (bytes[at + 2]! << 16) : view.getUint32(at, true);
      for (const { mask, shift, most } of fields) out[o++] = rescaled((value & mask) >>> shift, most, 255);
    }
  }
}

/** Palette indices [H, W], first row on top. */
function indicesOf(bmp: Bmp, bytes: Uint8Array): Uint8Array {
  const { height, width, depth, offset, topDown, compression } = bmp;
  if (compression !== RGB) return runLengths(bmp, bytes);
  const stride = strideOf(width, depth);
  if (bytes.length < offset + (height - 1) * stride + Math.ceil((width * depth) / 8)) throw new DamagedImage();
  const indices = new Uint8Array(height * width);
  const perByte = 8 / depth;
  for (let y = 0, o = 0; y < height; y++) {
    const row = offset + (topDown ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x++) {
      const byte = bytes[row + Math.floor(x / perByte)]!;
      indices[o++] = (byte >> (8 - depth * ((x % perByte) + 1))) & (2 ** depth - 1);
    }
  }
  return indices;
}

/**
 * RLE8 and RLE4: pairs (count, value); (0, 0) ends a row, (0, 1) the image, (0, 2) moves, (0, n) is followed by n
 * values as they are.
 */
function runLengths({ height, width, depth, offset, topDown }: Bmp, bytes: Uint8Array): Uint8Array {
  if (topDown) throw new DamagedImage();
  const indices = new Uint8Array(height * width);
  let [x, y, at] = [0, 0, offset];
  const next = (): number => {
    const byte = bytes[at++];
    if (byte === undefined) throw new DamagedImage();
    return byte;
  };
  const put = (index: number): void => {
    // Some writers let a run go on over the end of a row.
    if (x < width && y < height) indices[(height - 1 - y) * width + x] = index;
    x++;
  };
  const half = (byte: number, i: number): number => (depth === 8 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15);
  while (y < height) {
    const count = next();
    const value = next();
    if (count > 0) for (let i = 0; i < count; i++) put(half(value, i));
    else if (value === 0) [x, y] = [0, y + 1];
    else if (value === 1) break;
    else if (value === 2) [x, y] = [x + next(), y + next()];
    else {
      const length = Math.ceil((value * depth) / 8);
      let byte = 0;
      for (let i = 0; i < value; i++) {
        if (depth === 8 || i % 2 === 0) byte = next();
        put(half(byte, i));
      }
      if (length % 2 === 1) next();
    }
  }
  return indices;
}

function readIndices({ channels, palette }: Bmp, indices: Uint8Array, out: Uint8Array): void {
  const colours = palette.length / 3;
  let o = 0;
  for (const index of indices) {
    if (index >= colours) throw new DamagedImage();
    for (let c = 0; c < channels; c++) out[o++] = palette[3 * index + c]!;
  }
}

/** Many writers leave the alpha field 0 everywhere, which does not mean that there is nothing to see. */
function opaqueWhereBlank(raster: Raster): Raster {
  const { data } = raster;
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 0) return raster;
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  return raster;
}

const strideOf = (width: number, depth: number): number => Math.ceil((width * depth) / 32) * 4;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function within<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new DamagedImage();
  }
}

const u16 = (view: DataView, at: number): number => within(() => view.getUint16(at, true));
const u32 = (view: DataView, at: number): number => within(() => view.getUint32(at, true));
const i32 = (view: DataView, at: number): number => within(() => view.getInt32(at, true));
const at = (bytes: Uint8Array, offset: number): number => u32(viewOf(bytes), offset);
