/** Little-endian numbers of `size` bytes each. */
export const le = (size: number, ...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(size * values.length);
  values.forEach((v, i) => (v < 0 ? bytes.writeIntLE(v, i * size, size) : bytes.writeUIntLE(v, i * size, size)));
  return bytes;
};

interface Bmp {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly compression?: number;
  readonly palette?: readonly number[];
  /** What stands between the 40 bytes of the first header and the pixels, the palette aside. */
  readonly more?: Uint8Array;
  readonly header?: number;
  readonly pixels: readonly number[];
}

/** A bitmap with an info header; `palette` is blue, green, red, 0 a colour, rows of `pixels` are padded already. */
export function bmp({
  width,
  height,
  depth,
  compression = 0,
  palette = [],
  more = Buffer.alloc(0),
  header = 40,
  pixels: data,
}: Bmp): Buffer {
  const offset = 14 + 40 + more.length + palette.length;
  const info = [le(4, header, width, height), le(2, 1, depth), le(4, compression, 0, 0, 0, palette.length / 4, 0)];
  const file = [Buffer.from('BM'), le(4, offset + data.length, 0, offset)];
  return Buffer.concat([...file, ...info, more, Buffer.from(palette), Buffer.from(data)]);
}

/** Red, green, blue, cyan. */
export const colours = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 0, 0];
/** Rows of four pixels: blue and cyan below red and green. */
export const bottomUp24 = [255, 0, 0, 255, 255, 0, 0, 0, /* row 0: */ 0, 0, 255, 0, 255, 0, 0, 0];

interface Tiff {
  readonly width: number;
  readonly bits: readonly number[];
  /** SampleFormat: 1 whole numbers, 2 with a sign, 3 floating-point. */
  readonly numbers?: number;
  /** PhotometricInterpretation: 1 gray, 2 colour. */
  readonly colour: number;
  readonly compression?: number;
  readonly extra?: readonly number[];
  /** More tags, each with a number of 32 bits: below 256, and between 279 and 338. */
  readonly first?: readonly (readonly [tag: number, value: number])[];
  readonly last?: readonly (readonly [tag: number, value: number])[];
  readonly data: ArrayBufferView;
}

/** A little-endian TIFF of one row. */
export function tiff({
  width,
  bits,
  numbers = 1,
  colour,
  compression = 1,
  extra = [],
  first = [],
  last = [],
  data: { buffer },
}: Tiff): Buffer {
  const pixelBytes = Buffer.from(buffer);
  const [SHORT, LONG] = [3, 4];
  const ifd = 8 + Math.ceil(pixelBytes.length / 2) * 2;
  const tags: readonly (readonly [tag: number, type: number, values: readonly number[]])[] = [
    ...first.map(([tag, value]) => [tag, LONG, [value]] as const),
    [256, SHORT, [width]],
    [257, SHORT, [1]],
    [258, SHORT, bits],
    [259, SHORT, [compression]],
    [262, SHORT, [colour]],
    [273, LONG, [8]],
    [277, SHORT, [bits.length]],
    [278, SHORT, [1]],
    [279, LONG, [pixelBytes.length]],
    ...last.map(([tag, value]) => [tag, LONG, [value]] as const),
    ...(extra.length > 0 ? [[338, SHORT, extra] as const] : []),
    [339, SHORT, bits.map(() => numbers)],
  ];
  const entries: Buffer[] = [];
  const outside: Buffer[] = [];
  let free = ifd + 2 + 12 * tags.length + 4;
  for (const [tag, type, values] of tags) {
    const body = le(type === SHORT ? 2 : 4, ...values);
    const fits = body.length <= 4;
    entries.push(le(2, tag, type), le(4, values.length), fits ? Buffer.concat([body], 4) : le(4, free));
    if (!fits) {
      outside.push(body);
      free += body.length;
    }
  }
  const head = [Buffer.from('II*\0'), le(4, ifd), Buffer.concat([pixelBytes], ifd - 8), le(2, tags.length)];
  return Buffer.concat([...head, ...entries, le(4, 0), ...outside]);
}

export const pgm16 = Buffer.concat([Buffer.from('P5 4 1 4095\n'), Buffer.from([0, 0, 0, 1, 8, 0, 15, 255])]);
