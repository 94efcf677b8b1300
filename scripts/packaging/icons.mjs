import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { root } from '../root.mjs';

const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** Apple's names of the sizes that may be PNG; those with @2x hold twice the pixels. */
const ICNS_SIZES = /** @type {const} */ ([
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
]);

/**
 * Draws `assets/icons/icon.svg` for each platform into `folder`: `icon.ico`, `icon.icns`, and `png/` with a file a
 * size. Returns their paths by Node's platform names. electron-builder would fetch a program for this.
 * @param {string} folder
 */
export async function drawIcons(folder) {
  const sizes = new Set([...LINUX_SIZES, ...ICO_SIZES, ...ICNS_SIZES.map(([, size]) => size)]);
  const drawn = await Promise.all([...sizes].map(async (size) => /** @type {const} */ ([size, await drawPng(size)])));
  const pngs = new Map(drawn);
  const png = (/** @type {number} */ size) => /** @type {Buffer} */ (pngs.get(size));
  const icons = { linux: join(folder, 'png'), win32: join(folder, 'icon.ico'), darwin: join(folder, 'icon.icns') };
  mkdirSync(icons.linux, { recursive: true });
  for (const size of LINUX_SIZES) writeFileSync(join(icons.linux, `${size}x${size}.png`), png(size));
  writeFileSync(icons.win32, ico(ICO_SIZES.map((size) => ({ size, png: png(size) }))));
  writeFileSync(icons.darwin, icns(ICNS_SIZES.map(([type, size]) => ({ type, png: png(size) }))));
  return icons;
}

/** @param {number} size in pixels, both ways */
function drawPng(size) {
  return sharp(join(root, 'assets', 'icons', 'icon.svg'))
    .resize(size, size)
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/**
 * A directory of 16 bytes an image, then the images, as Windows reads them since Vista. A side of 256 is written as 0.
 * @param {readonly { readonly size: number, readonly png: Buffer }[]} images
 */
function ico(images) {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [i, { size, png }] of images.entries()) {
    const at = 6 + 16 * i;
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

/**
 * `icns` and the length of all, then for each image its type and length, these eight bytes included.
 * @param {readonly { readonly type: string, readonly png: Buffer }[]} images
 */
function icns(images) {
  const block = (/** @type {string} */ type, /** @type {Buffer} */ content) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(8 + content.length, 4);
    return Buffer.concat([head, content]);
  };
  return block('icns', Buffer.concat(images.map(({ type, png }) => block(type, png))));
}
