import { isBmp } from './bmp.ts';
import { isNetpbm } from './netpbm.ts';

/** So many bytes of a file say what it is. */
export const SNIFFED = 4096;

/** What a file is by its first bytes, whatever its name says. */
export type Sniffed =
  /** Decoded by sharp, or here. */
  | { readonly is: 'image'; readonly by: 'sharp' | 'bmp' | 'netpbm' }
  /** An image in a format that is not read. */
  | { readonly is: 'unread'; readonly format: string }
  /** No image: `word.<what>` of the catalogue names it. */
  | { readonly is: 'other'; readonly what: OtherFile }
  | { readonly is: 'unknown' };

export const otherFiles = [
  'a web page',
  'a Git LFS pointer',
  'an archive',
  'a text file',
  'an array file',
  'a video',
] as const;
type OtherFile = (typeof otherFiles)[number];

const SHARP: readonly (readonly number[] | string)[] = [
  [0xff, 0xd8, 0xff],
  '\x89PNG\r\n\x1a\n',
  'GIF87a',
  'GIF89a',
  'II*\0',
  'MM\0*',
  'II+\0',
  'MM\0+',
];

export const isTiff = (head: Uint8Array): boolean => /^(?:II[*+]\0|MM\0[*+])/.test(latin(head.subarray(0, 4)));

const UNREAD: readonly (readonly [start: string, format: string])[] = [
  ['8BPS', 'Photoshop'],
  ['\0\0\x01\0', 'ICO'],
  ['\0\0\0\x0cjP  \r\n', 'JPEG 2000'],
  ['\xff\x4f\xff\x51', 'JPEG 2000'],
  ['\xff\x0a', 'JPEG XL'],
  ['\0\0\0\x0cJXL \r\n', 'JPEG XL'],
  ['\x59\xa6\x6a\x95', 'Sun raster'],
  ['#?RADIANCE', 'Radiance HDR'],
  ['#?RGBE', 'Radiance HDR'],
  ['v/1\x01', 'OpenEXR'],
  ['SIMPLE  =', 'FITS'],
  ['qoif', 'QOI'],
  ['PF\n', 'PFM (floating-point)'],
  ['Pf\n', 'PFM (floating-point)'],
  ['AT&TFORM', 'DjVu'],
  ['%PDF', 'PDF'],
  ['%!PS', 'PostScript'],
  ['\xc5\xd0\xd3\xc6', 'PostScript'],
  ['DDS ', 'DDS'],
  ['icns', 'ICNS'],
  ['gimp xcf', 'XCF (GIMP)'],
];

const WEB_PAGE = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)\b/i;

const OTHERS: readonly (readonly [what: OtherFile, starts: readonly string[]])[] = [
  ['a Git LFS pointer', ['version https://git-lfs']],
  ['an archive', ['PK\x03\x04', 'PK\x05\x06', '\x1f\x8b', '7z\xbc\xaf', 'Rar!', 'BZh', '\xfd7zXZ']],
  ['an array file', ['\x93NUMPY', '\x89HDF', 'MATLAB 5']],
  ['a video', ['\x1aE\xdf\xa3']],
];

const ENDS_OF_READ =
  'jpg jpeg jpe jfif jif jfi pjpeg pjp png apng webp gif tif tiff avif avifs bmp dib pbm pgm ppm pnm pam';
const ENDS_OF_UNREAD =
  'heic heif hif svg svgz ico cur psd tga pcx ras sun jp2 j2k jpx jpf jxl hdr exr fits fit qoi pfm dcm dicom xbm xpm wmf emf cr2 nef dng arw';
const IMAGE_ENDINGS: ReadonlySet<string> = new Set(
  `${ENDS_OF_READ} ${ENDS_OF_UNREAD}`.split(' ').map((end) => `.${end}`),
);

/** Whether a file with this ending is meant as an image. */
export const isImageEnding = (extension: string): boolean => IMAGE_ENDINGS.has(extension.toLowerCase());

/** `head`: the first SNIFFED bytes, or all of a shorter file. */
export function sniff(head: Uint8Array): Sniffed {
  const text = latin(head);
  if (/^II\*\0[^]{4}CR/.test(text)) return { is: 'unread', format: 'raw data of a camera' };
  if (isBmp(head)) return { is: 'image', by: 'bmp' };
  if (isNetpbm(head)) return { is: 'image', by: 'netpbm' };
  if (SHARP.some((start) => text.startsWith(typeof start === 'string' ? start : String.fromCharCode(...start)))) {
    return { is: 'image', by: 'sharp' };
  }
  if (/^RIFF[^]{4}WEBP/.test(text)) return { is: 'image', by: 'sharp' };
  if (text.slice(4, 8) === 'ftyp') return ofBrands(text, head);
  const unread = UNREAD.find(([start]) => text.startsWith(start));
  if (unread) return { is: 'unread', format: unread[1] };
  if (text.slice(128, 132) === 'DICM') return { is: 'unread', format: 'DICOM' };
  if (/^[^]{344}(?:n\+1|ni1)\0/.test(text)) return { is: 'unread', format: 'NIfTI' };
  if (/^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^]*|<!--[^]*|<!doctype svg[^]*)?<(?:[\w-]+:)?svg\b/i.test(text))
    return { is: 'unread', format: 'SVG' };
  if (WEB_PAGE.test(text)) return { is: 'other', what: 'a web page' };
  const other = OTHERS.find(([, starts]) => starts.some((start) => text.startsWith(start)));
  if (other) return { is: 'other', what: other[0] };
  if (head.length > 0 && /^[\t\n\r\x20-\x7e]+$/.test(text)) return { is: 'other', what: 'a text file' };
  return { is: 'unknown' };
}

/** The first bytes of a file decide for an image more surely than its ending: what no text begins with. */
export function isSurelyImage(head: Uint8Array): boolean {
  const sniffed = sniff(head);
  return sniffed.is === 'image' && !(sniffed.by === 'netpbm' && head[1]! < 0x34);
}

/** AVIF and HEIC share a container; its brands tell them apart, and from video. */
function ofBrands(text: string, head: Uint8Array): Sniffed {
  const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
  const brands = text.slice(8, Math.min(length, SNIFFED)).match(/[^]{4}/g) ?? [];
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return { is: 'image', by: 'sharp' };
  if (brands.some((brand) => /^(?:hei|hev|mif1|msf1)/.test(brand))) return { is: 'unread', format: 'HEIC' };
  return { is: 'other', what: 'a video' };
}

const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, SNIFFED));
