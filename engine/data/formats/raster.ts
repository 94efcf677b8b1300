/** 8 bits a value, or 16: files with more than 256 levels keep them. */
export type Bits = 8 | 16;
export type Pixels = Uint8Array | Uint16Array;

/** An image as its file has it, [H, W, C] interleaved; of 2 and 4 channels the last is alpha. */
export interface Raster {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Pixels;
}

/** What a file of a format that is read here says of itself before its pixels. */
export interface RasterHeader {
  readonly height: number;
  readonly width: number;
  readonly channels: Raster['channels'];
  readonly bits: Bits;
}

/** The file does not keep to its format: damaged or cut off. */
export class DamagedImage extends Error {}

/** The file keeps to its format, but to a part of it that is not read; `kind` names it. */
export class UnreadKind extends Error {
  readonly kind: string;

  constructor(kind: string) {
    super(kind);
    this.kind = kind;
  }
}

export const highest = (bits: Bits): number => 2 ** bits - 1;
export const bitsOf = (pixels: Pixels): Bits => (pixels instanceof Uint16Array ? 16 : 8);

export function pixelArray(bits: Bits, length: number): Pixels {
  return bits === 16 ? new Uint16Array(length) : new Uint8Array(length);
}

/** The same images in other bits: v ↦ 257 · v, and back round(v / 257), so that black and white stay what they are. */
export function inBits(pixels: Pixels, bits: Bits): Pixels {
  const own = bitsOf(pixels);
  if (own === bits) return pixels;
  return bits === 16 ? Uint16Array.from(pixels, (v) => 257 * v) : Uint8Array.from(pixels, (v) => Math.round(v / 257));
}

/** round(v · to / from): levels 0 … `from` spread over 0 … `to`. */
export const rescaled = (v: number, from: number, to: number): number => Math.round((v * to) / from);

/** Lays an image on a ground, 0 to 255: α · v + (1 − α) · ground. */
export function onGround({ height, width, channels, data }: Raster, ground: number): Raster {
  if (channels === 1 || channels === 3) return { height, width, channels, data };
  const colours = channels === 2 ? 1 : 3;
  const most = highest(bitsOf(data));
  const below = rescaled(ground, 255, most);
  const out = pixelArray(bitsOf(data), height * width * colours);
  for (let i = 0, o = 0; i < data.length; i += channels) {
    const alpha = data[i + colours] as number;
    for (let c = 0; c < colours; c++, o++) {
      out[o] = Math.round(((data[i + c] as number) * alpha + below * (most - alpha)) / most);
    }
  }
  return { height, width, channels: colours, data: out };
}
