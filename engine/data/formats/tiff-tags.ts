/** What the first directory of a TIFF or BigTIFF file says (TIFF 6.0), of a whole file. */

const [NEW_SUBFILE_TYPE, BITS, COMPRESSION, EXTRA_SAMPLES, DNG_VERSION] = [254, 258, 259, 338, 50_706];

/** Values of the tags that hold whole numbers of 8, 16 or 32 bits. Throws RangeError where the file is cut off. */
function tagsOf(bytes: Uint8Array): ReadonlyMap<number, readonly number[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const big = view.getUint16(2, little) === 43;
  const long = (at: number): number => (big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const ifd = long(big ? 8 : 4);
  const count = big ? long(ifd) : view.getUint16(ifd, little);
  const [first, size, inline] = big ? [ifd + 8, 20, 8] : [ifd + 2, 12, 4];
  const tags = new Map<number, readonly number[]>();
  for (let at = first; at < first + count * size; at += size) {
    const bytesEach = { 1: 1, 3: 2, 4: 4 }[view.getUint16(at + 2, little)];
    const values = long(at + 4);
    // The places of an image's strips are many and not asked for.
    if (bytesEach === undefined || values > 64) continue;
    const place = bytesEach * values > inline ? long(at + 4 + inline) : at + 4 + inline;
    const read = (i: number): number => {
      const from = place + bytesEach * i;
      return bytesEach === 1
        ? view.getUint8(from)
        : bytesEach === 2
          ? view.getUint16(from, little)
          : view.getUint32(from, little);
    };
    tags.set(
      view.getUint16(at, little),
      Array.from({ length: values }, (_, i) => read(i)),
    );
  }
  return tags;
}

/**
 * Whether one of its bands beyond its colours is marked as alpha, pre-multiplied or not: others may be anything, near
 * infrared or a mask. Page 31.
 */
export const hasTiffAlpha = (bytes: Uint8Array): boolean =>
  (tagsOf(bytes).get(EXTRA_SAMPLES) ?? []).some((v) => v === 1 || v === 2);

/** Whether its first picture is a small one of the raw data of a camera, which lie behind it, as in DNG and NEF. */
export function isCameraRaw(bytes: Uint8Array): boolean {
  const tags = tagsOf(bytes);
  return tags.has(DNG_VERSION) || tags.get(NEW_SUBFILE_TYPE)?.[0] === 1;
}

const COMPRESSIONS: ReadonlyMap<number, string> = new Map([
  [34_925, 'LZMA'],
  [50_000, 'Zstandard'],
  [50_001, 'WebP'],
  [50_002, 'JPEG XL'],
  [33_003, 'JPEG 2000'],
  [33_005, 'JPEG 2000'],
  [34_712, 'JPEG 2000'],
  [34_887, 'LERC'],
]);

/** Why one that cannot be decoded may be whole all the same; null where nothing says so. */
export function rareTiff(bytes: Uint8Array): string | null {
  try {
    const tags = tagsOf(bytes);
    const compression = COMPRESSIONS.get(tags.get(COMPRESSION)?.[0] ?? 1);
    if (compression) return `TIFF compressed by ${compression}`;
    const [bits = 8] = tags.get(BITS) ?? [];
    return [1, 2, 4, 8, 16, 32].includes(bits) ? null : `TIFF of ${bits}-bit numbers`;
  } catch {
    return null;
  }
}
