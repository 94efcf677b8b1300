import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodeImage } from '../../engine/data/image-file.ts';
import { readImageHeader } from '../../engine/data/image-header.ts';
import type { Decoding } from '../../engine/data/image-set.ts';
import { bmp, bottomUp24, colours, le, pgm16, tiff } from './image-bytes.ts';

const white8: Decoding = { ground: 'white', bits: 8 };

/** Pixels [H, W, C] as numbers, of a file in its own size. */
async function pixels(bytes: Uint8Array, decoding: Decoding = white8): Promise<number[]> {
  const source = { name: 'x', bytes };
  const { gray, height, width } = await readImageHeader(source);
  const channels = gray ? 1 : 3;
  const planes = await decodeImage(source, { channels, height, width }, decoding);
  const plane = height * width;
  return Array.from({ length: planes.length }, (_, i) => planes[(i % channels) * plane + Math.floor(i / channels)]!);
}

const [red, green, blue, cyan] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [0, 255, 255],
] as const;
/** Red and green above blue and cyan. */
const four = [...red, ...green, ...blue, ...cyan];

test.each<[name: string, file: Buffer, values: readonly number[]]>([
  ['24 bits, last row first', bmp({ width: 2, height: 2, depth: 24, pixels: bottomUp24 }), four],
  [
    '24 bits, first row first',
    bmp({ width: 2, height: -2, depth: 24, pixels: [...bottomUp24.slice(8), ...bottomUp24.slice(0, 8)] }),
    four,
  ],
  ['8 bits', bmp({ width: 2, height: 2, depth: 8, palette: colours, pixels: [2, 3, 0, 0, 0, 1, 0, 0] }), four],
  ['4 bits', bmp({ width: 2, height: 2, depth: 4, palette: colours, pixels: [0x23, 0, 0, 0, 0x01, 0, 0, 0] }), four],
  [
    '1 bit, gray',
    bmp({ width: 3, height: 1, depth: 1, palette: [0, 0, 0, 0, 255, 255, 255, 0], pixels: [0b10100000, 0, 0, 0] }),
    [255, 0, 255],
  ],
  [
    'RLE8: a run, values as they are, a move, the end',
    // Row 0 from below: 2 × index 2. Then from (0, 1) a move to (1, 1) and three values.
    bmp({
      width: 4,
      height: 2,
      depth: 8,
      compression: 1,
      palette: colours,
      pixels: [2, 2, 0, 0, 0, 2, 1, 0, 0, 3, 1, 2, 3, 0, 0, 1],
    }),
    [...red, ...green, ...blue, ...cyan, ...blue, ...blue, ...red, ...red],
  ],
  [
    'RLE4',
    bmp({ width: 4, height: 1, depth: 4, compression: 2, palette: colours, pixels: [3, 0x12, 1, 0x30, 0, 1] }),
    [...green, ...blue, ...green, ...cyan],
  ],
  [
    '16 bits, 5 a colour',
    bmp({ width: 2, height: 1, depth: 16, pixels: [...le(2, 0x7c00, 0x0010)] }),
    [255, 0, 0, 0, 0, 132],
  ],
  [
    '16 bits, 5, 6 and 5',
    bmp({
      width: 2,
      height: 1,
      depth: 16,
      compression: 3,
      more: le(4, 0xf800, 0x07e0, 0x001f),
      pixels: [...le(2, 0x07e0, 0x8020)],
    }),
    [0, 255, 0, 132, 4, 0],
  ],
  ['32 bits, the fourth unused', bmp({ width: 1, height: 1, depth: 32, pixels: [1, 2, 3, 0] }), [3, 2, 1]],
  [
    '32 bits with alpha in a header of the fifth version, on white',
    bmp({
      width: 2,
      height: 1,
      depth: 32,
      compression: 3,
      header: 124,
      more: Buffer.concat([le(4, 0xff0000, 0xff00, 0xff, 0xff000000), Buffer.alloc(68)]),
      pixels: [0, 0, 255, 255, 0, 0, 255, 51],
    }),
    [255, 0, 0, 255, 204, 204],
  ],
  [
    'an alpha band that is 0 everywhere hides nothing',
    bmp({
      width: 1,
      height: 1,
      depth: 32,
      compression: 3,
      header: 124,
      more: Buffer.concat([le(4, 0xff0000, 0xff00, 0xff, 0xff000000), Buffer.alloc(68)]),
      pixels: [1, 2, 3, 0],
    }),
    [3, 2, 1],
  ],
  [
    "OS/2's first header",
    Buffer.concat([
      Buffer.from('BM'),
      le(4, 14 + 12 + 6 + 4, 0, 14 + 12 + 6, 12),
      le(2, 2, 1, 1, 1),
      Buffer.from([255, 0, 0, 0, 0, 255, 0b01000000, 0, 0, 0]),
    ]),
    [0, 0, 255, 255, 0, 0],
  ],
  ['PBM in digits, 1 is black', Buffer.from('P1\n# a note\n3 2\n101\n0 1 0\n'), [0, 255, 0, 255, 0, 255]],
  ['PGM in digits, levels spread', Buffer.from('P2 3 1 15\n0 7 15'), [0, 119, 255]],
  ['PPM in digits', Buffer.from('P3\n1 2\n255\n1 2 3\n4 5 6\n'), [1, 2, 3, 4, 5, 6]],
  [
    'PBM',
    Buffer.concat([Buffer.from('P4 9 2\n'), Buffer.from([0x80, 0x80, 0x7f, 0])]),
    [0, ...new Array<number>(7).fill(255), 0, 255, ...new Array<number>(7).fill(0), 255],
  ],
  ['PGM', Buffer.concat([Buffer.from('P5\n3 1\n255\n'), Buffer.from([10, 0x0a, 250])]), [10, 10, 250]],
  ['PPM', Buffer.concat([Buffer.from('P6 1 2 255 '), Buffer.from([1, 2, 3, 4, 5, 6])]), [1, 2, 3, 4, 5, 6]],
  [
    'PAM with alpha, on white',
    Buffer.concat([
      Buffer.from('P7\nWIDTH 2\nHEIGHT 1\nDEPTH 2\nMAXVAL 255\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n'),
      Buffer.from([0, 255, 0, 51]),
    ]),
    [0, 204],
  ],
])('reads %s', async (_, file, values) => {
  expect(await pixels(file)).toEqual(values);
});

test('16 bits keep their levels: of PGM by its highest value, of PNG as they are', async () => {
  const wide = { ground: 'white', bits: 16 } as const;
  expect(await pixels(pgm16, wide)).toEqual([0, 16, 32_776, 65_535]);
  const raw = Uint16Array.from([0, 4095, 256, 65_535]);
  const file = await sharp(raw, { raw: { width: 4, height: 1, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  expect(await pixels(file, wide)).toEqual([...raw]);
  expect(await pixels(file)).toEqual([0, 16, 1, 255]);
  // Where the others have 16 bits, one of 8 has the same black, white and middle.
  expect(await pixels(Buffer.from('P2 3 1 255\n0 128 255'), wide)).toEqual([0, 257 * 128, 65_535]);
});

test.each([1, 300, 4095, 40_001, 65_535])(
  'what is %i of 65,535 everywhere is so in every size and in colour',
  async (level) => {
    const side = 50;
    const header = Buffer.from(`P5 ${side} ${side} 65535\n`);
    const bytes = Buffer.concat([header, Buffer.alloc(2 * side * side, Buffer.from([level >> 8, level & 255]))]);
    for (const size of [14, 80]) {
      const shape = { channels: 3, height: size, width: size };
      const scaled = await decodeImage({ name: 'x', bytes }, shape, { ground: 'white', bits: 16 });
      expect([...new Set(scaled)]).toEqual([level]);
    }
  },
);

test('pure colours of 16 bits stay pure, whatever profile they carry', async () => {
  const raw = Uint16Array.from([65_535, 0, 0, 0, 65_535, 0]);
  const image = sharp(raw, { raw: { width: 2, height: 1, channels: 3 } }).toColourspace('rgb16');
  const file = await image.withIccProfile('srgb').png().toBuffer();
  expect(await pixels(file)).toEqual([...red, ...green]);
});

test('transparent images are laid on the ground, of 8 bits and of 16', async () => {
  const raw = { width: 2, height: 1, channels: 4 } as const;
  const file8 = await sharp(Uint8Array.from([255, 0, 0, 255, 0, 0, 0, 0]), { raw })
    .png()
    .toBuffer();
  const wide = Uint16Array.from([65_535, 0, 0, 65_535, 0, 0, 0, 0]);
  const file16 = await sharp(wide, { raw }).toColourspace('rgb16').png().toBuffer();
  for (const [ground, level] of [
    ['white', 255],
    ['black', 0],
    ['gray', 128],
  ] as const) {
    expect(await pixels(file8, { ground, bits: 8 })).toEqual([...red, level, level, level]);
    const of16 = [...red, level, level, level].map((v) => 257 * v);
    expect(await pixels(file16, { ground, bits: 16 })).toEqual(of16);
  }
});

test('floating-point numbers from 0 to 1 are read as black to white, gray and colour', async () => {
  const gray = tiff({ width: 3, bits: [32], numbers: 3, colour: 1, data: Float32Array.from([0, 0.2, 1]) });
  expect(await pixels(gray)).toEqual([0, 51, 255]);
  const data = Float32Array.from([1, 0.2, 0, 0.6, 0.4, 0.8]);
  expect(await pixels(tiff({ width: 2, bits: [32, 32, 32], numbers: 3, colour: 2, data }))).toEqual([
    255, 51, 0, 153, 102, 204,
  ]);
});

test('bands that are no alpha hide nothing', async () => {
  const data = Uint8Array.from([10, 20, 30, 40, 50]);
  expect(await pixels(tiff({ width: 1, bits: [8, 8, 8, 8], colour: 2, extra: [0], data: data.slice(0, 4) }))).toEqual([
    10, 20, 30,
  ]);
  expect(await pixels(tiff({ width: 1, bits: [8, 8, 8, 8, 8], colour: 2, extra: [0, 0], data }))).toEqual([10, 20, 30]);
  const wide = Uint16Array.from([1, 2, 3, 4]);
  const file = tiff({ width: 1, bits: [16, 16, 16, 16], colour: 2, extra: [0], data: wide });
  expect(await pixels(file, { ground: 'white', bits: 16 })).toEqual([1, 2, 3]);
  // The same with an alpha band: nothing is left of what is transparent.
  const clear = tiff({ width: 1, bits: [8, 8, 8, 8], colour: 2, extra: [2], data: Uint8Array.from([10, 20, 30, 0]) });
  expect(await pixels(clear)).toEqual([255, 255, 255]);
});
