import { ProblemError, problem } from '../../base/diagnostics.ts';

const IMAGES_MAGIC = 0x803;
const LABELS_MAGIC = 0x801;
const UNSIGNED_BYTE = 0x08;

/** Whole numbers, by the third byte of a file. */
const WHOLE: Readonly<
  Record<number, { readonly bytes: number; readonly at: (view: DataView, offset: number) => number }>
> = {
  [UNSIGNED_BYTE]: { bytes: 1, at: (view, offset) => view.getUint8(offset) },
  9: { bytes: 1, at: (view, offset) => view.getInt8(offset) },
  11: { bytes: 2, at: (view, offset) => view.getInt16(offset) },
  12: { bytes: 4, at: (view, offset) => view.getInt32(offset) },
};

/** Bytes [n, H, W] behind their header. Throws ProblemError. */
export function readIdxImages(bytes: Uint8Array, path: string) {
  const { dims, header } = readHeader(
    bytes,
    path,
    IMAGES_MAGIC,
    ({ type, rank }) => type === UNSIGNED_BYTE && rank === 3,
  );
  const [count = 0, height = 0, width = 0] = dims;
  return { count, height, width, pixels: bytes.subarray(header) };
}

/** Labels [n], or the first of each row [n, k]: QMNIST tells the writer and more behind the class. Throws ProblemError. */
export function readIdxLabels(
  bytes: Uint8Array,
  path: string,
): { readonly labels: Int32Array; readonly offsetOf: (record: number) => number } {
  const known = ({ type, rank }: Kind): boolean => WHOLE[type] !== undefined && (rank === 1 || rank === 2);
  const { dims, header, type } = readHeader(bytes, path, LABELS_MAGIC, known);
  const { bytes: size, at } = WHOLE[type]!;
  const [count = 0, columns = 1] = dims;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsetOf = (record: number): number => header + record * columns * size;
  return { labels: Int32Array.from({ length: count }, (_, record) => at(view, offsetOf(record))), offsetOf };
}

interface Kind {
  readonly type: number;
  readonly rank: number;
}

/** Big-endian: two zeros, type, rank, then as many sizes. Checks that the body is as long as the header says. */
function readHeader(bytes: Uint8Array, path: string, expectedMagic: number, known: (kind: Kind) => boolean) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = bytes.length >= 4 ? view.getUint32(0) : null;
  const type = (found ?? expectedMagic) >>> 8;
  const rank = (found ?? expectedMagic) & 0xff;
  if (found !== null && !known({ type, rank })) {
    throw new ProblemError([
      problem('data.wrongMagic', path, { path, found: hex(found), expected: hex(expectedMagic) }),
    ]);
  }
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw new ProblemError([problem('data.headerTruncated', path, { path, found: bytes.length, expected: header })]);
  }
  const dims = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const [count = 0, ...sides] = dims;
  const record = sides.reduce((product, n) => product * n, WHOLE[type]!.bytes);
  if (count === 0 || record === 0) {
    throw new ProblemError([problem('data.noRecords', path, { path, dims: dims.join(' × ') })]);
  }
  const expected = header + count * record;
  const values = { path, found: bytes.length, expected, count };
  if (bytes.length < expected) {
    const whole = Math.floor((bytes.length - header) / record);
    throw new ProblemError([
      problem('data.truncated', path, { ...values, record: whole, offset: header + whole * record }),
    ]);
  }
  if (bytes.length > expected) throw new ProblemError([problem('data.trailing', path, values)]);
  return { dims, header, type };
}

const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
