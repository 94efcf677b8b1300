import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeImage } from '../../engine/data/image-file.ts';
import { refusal, temporaryFolder, write } from './data-sets-on-disk.ts';
import { bmp, bottomUp24, colours, pgm16, tiff } from './image-bytes.ts';

const cut = bmp({ width: 2, height: 2, depth: 24, pixels: bottomUp24 }).subarray(0, 60);
const undecodable =
  'data.undecodable: DIR/x.png cannot be decoded: its data are damaged or cut off, or of a rare kind. Replace or delete it.';
const kind = (format: string): string =>
  `data.unsupportedImage: DIR/x.png is an image of the kind ${format}, which is not read. Convert it to PNG or JPEG.`;
const other = (what: string): string =>
  `data.notAnImage: DIR/x.png is ${what}, whatever its name says. Replace or delete it.`;

test.each<[name: string, file: Uint8Array | string, says: string]>([
  ['an empty file', '', 'data.emptyFile: DIR/x.png is empty: it has 0 bytes. Replace or delete it.'],
  [
    'what has no known form',
    Uint8Array.from([1, 2, 3]),
    'data.unknownFormat: DIR/x.png is no image of a known format. Replace or delete it.',
  ],
  ['a page of the web', '\n<!DOCTYPE html><html><body>404', other('a web page')],
  ['a pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 3\n', other('a Git LFS pointer')],
  ['an archive', 'PK\x03\x04....', other('an archive')],
  ['a text', 'P1 and P2 are parts\n', undecodable],
  ['a drawing', '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', kind('SVG')],
  ['a drawing with a prefix', '<s:svg xmlns:s="http://www.w3.org/2000/svg" width="8000" height="8000"/>', kind('SVG')],
  ['a drawing that is packed', gzipSync('<svg xmlns="http://www.w3.org/2000/svg"/>'), other('an archive')],
  ['a drawing behind the beginning of an image', 'GIF89a<svg xmlns="http://www.w3.org/2000/svg"/>', undecodable],
  ['HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), kind('HEIC')],
  ['JPEG 2000', Buffer.from('\0\0\0\x0cjP  \r\n\x87\n', 'latin1'), kind('JPEG 2000')],
  ['a camera’s raw data', Buffer.from('II*\0\x10\0\0\0CR\x02\0', 'latin1'), kind('raw data of a camera')],
  [
    'a camera’s raw data behind a small picture',
    tiff({ width: 1, bits: [8], colour: 1, data: Uint8Array.from([1]), first: [[254, 1]], last: [[330, 8]] }),
    kind('raw data of a camera'),
  ],
  [
    'a compression that is not read',
    tiff({ width: 1, bits: [8], colour: 1, compression: 50_000, data: Uint8Array.from([1]) }),
    kind('TIFF compressed by Zstandard'),
  ],
  [
    'numbers of 12 bits',
    tiff({ width: 1, bits: [12], colour: 1, data: Uint8Array.from([1, 16]) }),
    kind('TIFF of 12-bit numbers'),
  ],
  ['PostScript', '%!PS-Adobe-3.0 EPSF-3.0\n', kind('PostScript')],
  ['DDS', 'DDS |\0\0\0', kind('DDS')],
  ['DICOM', Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]), kind('DICOM')],
  ['a bitmap that is cut off', cut, undecodable],
  [
    'a bitmap with an index beyond its palette',
    bmp({ width: 1, height: 1, depth: 8, palette: colours, pixels: [9, 0, 0, 0] }),
    undecodable,
  ],
  [
    'a bitmap with a JPEG inside',
    bmp({ width: 1, height: 1, depth: 24, compression: 4, pixels: [0] }),
    kind('BMP with a JPEG inside'),
  ],
  ['a PGM that is cut off', pgm16.subarray(0, 16), undecodable],
  ['a PGM with more than its highest value', Buffer.from('P2 1 1 15\n16'), undecodable],
  [
    'numbers with a sign',
    tiff({ width: 1, bits: [16], numbers: 2, colour: 1, data: Int16Array.from([-3]) }),
    kind('TIFF of signed 16-bit numbers'),
  ],
  [
    'numbers of 32 bits',
    tiff({ width: 1, bits: [32], colour: 1, data: Uint32Array.from([70_000]) }),
    kind('TIFF of unsigned 32-bit numbers'),
  ],
  [
    'half floats',
    tiff({ width: 1, bits: [16], numbers: 3, colour: 1, data: Uint16Array.from([0x3800]) }),
    kind('TIFF of 16-bit floating-point numbers'),
  ],
  [
    'floating-point numbers beyond 1',
    tiff({ width: 2, bits: [32], numbers: 3, colour: 1, data: Float32Array.from([-0.5, 200]) }),
    'data.floatRange: DIR/x.png holds floating-point numbers from -0.5 to 200; they are read as they are from 0, black, to 1, white. Scale them to that.',
  ],
  [
    'NaN',
    tiff({ width: 1, bits: [32], numbers: 3, colour: 1, data: Float32Array.from([Number.NaN]) }),
    'data.floatNaN: DIR/x.png holds numbers that are none (NaN). Replace them, or delete it.',
  ],
  [
    'bands of which none is said to be a colour',
    tiff({
      width: 1,
      bits: new Array<number>(13).fill(8),
      colour: 1,
      extra: new Array<number>(12).fill(0),
      data: new Uint8Array(13),
    }),
    'data.bands: DIR/x.png has 13 bands and does not say which of them are the colours of a picture. Keep one band, or three as red, green and blue.',
  ],
])('says what %s is', async (_, file, says) => {
  const folder = temporaryFolder();
  write(folder, 'x.png', file);
  const read = () =>
    decodeImage(join(folder, 'x.png'), { channels: 1, height: 1, width: 1 }, { ground: 'white', bits: 8 });
  expect(await refusal(read, folder)).toEqual([says]);
});
