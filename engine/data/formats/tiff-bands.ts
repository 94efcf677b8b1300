const EXTRA_SAMPLES = 338;
const SHORT = 3;
/** Pre-multiplied or not. */
const ALPHA = new Set([1, 2]);

/**
 * Whether one of a TIFF's bands beyond its colours is marked as alpha (tag ExtraSamples; TIFF 6.0, page 31): others may be anything, near infrared or a mask.
 * `bytes` are a whole TIFF or BigTIFF file that a decoder could open.
 */
export function hasTiffAlpha(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const big = view.getUint16(2, little) === 43;
  const long = (at: number): number => (big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const ifd = long(big ? 8 : 4);
  const count = big ? long(ifd) : view.getUint16(ifd, little);
  const [first, size, inline] = big ? [ifd + 8, 20, 8] : [ifd + 2, 12, 4];
  for (let at = first; at < first + count * size; at += size) {
    if (view.getUint16(at, little) !== EXTRA_SAMPLES || view.getUint16(at + 2, little) !== SHORT) continue;
    const values = long(at + 4);
    const place = 2 * values > inline ? long(at + 4 + inline) : at + 4 + inline;
    return Array.from({ length: values }, (_, i) => view.getUint16(place + 2 * i, little)).some((v) => ALPHA.has(v));
  }
  return false;
}
