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

/**
 * Labels [n], or the first of each row [n, k]: QMNIST tells the writer and more behind the class. Throws ProblemError.
 */
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

/** Bytes of the whole file, from its first ones; null where they are no IDX header. */
export function idxSize(head: Uint8Array): number | null {
  const { type, rank } = kindOf(head) ?? { type: 0, rank: 0 };
  if (!WHOLE[type] || rank === 0 || rank > 3 || head.length < headerSize(rank)) return null;
  return headerSize(rank) + product(dimsOf(head, rank)) * WHOLE[type].bytes;
}

const headerSize = (rank: number): number => 4 + 4 * rank;
const product = (numbers: readonly number[]): number => numbers.reduce((all, n) => all * n, 1);
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Null where there are not as many bytes. */
function kindOf(bytes: Uint8Array): Kind | null {
  const magic = bytes.length >= 4 ? viewOf(bytes).getUint32(0) : null;
  return magic === null ? null : { type: magic >>> 8, rank: magic & 0xff };
}

const dimsOf = (bytes: Uint8Array, rank: number): number[] =>
  Array.from({ length: rank }, (_, i) => viewOf(bytes).getUint32(4 + 4 * i));

/** Big-endian: two zeros, type, rank, then as many sizes. Checks that the body is as long as the header says. */
function readHeader(bytes: Uint8Array, path: string, expectedMagic: number, known: (kind: Kind) => boolean) {
  const found = kindOf(bytes);
  const { type, rank } = found ?? { type: expectedMagic >>> 8, rank: expectedMagic & 0xff };
  if (found && !known(found)) {
    const values = { path, found: hex(viewOf(bytes).getUint32(0)), expected: hex(expectedMagic) };
    throw new ProblemError([problem('data.wrongMagic', path, values)]);
  }
  const header = headerSize(rank);
  if (bytes.length < header) {
    throw new ProblemError([problem('data.headerTruncated', path, { path, found: bytes.length, expected: header })]);
  }
  const dims = dimsOf(bytes, rank);
  const [count = 0, ...sides] = dims;
  const record = product(sides) * WHOLE[type]!.bytes;
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
