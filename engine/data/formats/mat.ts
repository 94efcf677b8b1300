import { constants, inflateSync } from 'node:zlib';

const HEADER = 128;
const MATRIX = 14;
const COMPRESSED = 15;
/** So many packed bytes become some megabytes at most, and hold all that stands in front of the numbers. */
const HEAD = 4096;

/** How elements store numbers. */
const STORED: Readonly<
  Record<number, { readonly bytes: number; readonly at: (view: DataView, at: number) => number }>
> = {
  1: { bytes: 1, at: (view, at) => view.getInt8(at) },
  2: { bytes: 1, at: (view, at) => view.getUint8(at) },
  3: { bytes: 2, at: (view, at) => view.getInt16(at, true) },
  4: { bytes: 2, at: (view, at) => view.getUint16(at, true) },
  5: { bytes: 4, at: (view, at) => view.getInt32(at, true) },
  6: { bytes: 4, at: (view, at) => view.getUint32(at, true) },
  7: { bytes: 4, at: (view, at) => view.getFloat32(at, true) },
  9: { bytes: 8, at: (view, at) => view.getFloat64(at, true) },
};

/** Bytes, or numbers. */
type Numbers = Uint8Array | Float64Array;

export interface MatMatrix {
  readonly dims: readonly number[];
  /** Unpacks them, first index fastest. Throws where they are damaged, or not as many as `dims` says. */
  readonly values: () => Numbers;
}

/**
 * The numeric matrices of a little-endian MATLAB file of version 5, by name. MathWorks, "MAT-File Format". Throws where
 * it is damaged or another kind.
 */
export function readMat(bytes: Uint8Array): Map<string, MatMatrix> {
  const matrices = new Map<string, MatMatrix>();
  if (bytes.length < HEADER || bytes[126] !== 0x49 || bytes[127] !== 0x4d) throw new RangeError('no MATLAB 5 file');
  for (let at = HEADER; at < bytes.length; ) {
    const tag = tagAt(bytes, at);
    const body = bodyOf(bytes, tag);
    const found =
      tag.type === COMPRESSED
        ? matrixOf(inflateSync(body.subarray(0, HEAD), { finishFlush: constants.Z_SYNC_FLUSH }), (size) =>
            inflateSync(body, { maxOutputLength: size }),
          )
        : matrixOf(bytes.subarray(at), () => bytes.subarray(at));
    if (found) matrices.set(found.name, found.matrix);
    at = tag.next;
  }
  return matrices;
}

/**
 * The matrix that begins in front of `head`; null where it is none of numbers. `whole` gives all of it, if it has no
 * more bytes.
 */
function matrixOf(head: Uint8Array, whole: (size: number) => Uint8Array) {
  const outer = tagAt(head, 0);
  if (outer.type !== MATRIX) return null;
  const flags = tagAt(head, outer.start);
  const shape = tagAt(head, flags.next);
  const name = tagAt(head, shape.next);
  const end = outer.start + outer.length;
  if (name.next >= end) return null;
  const real = tagAt(head, name.next);
  const stored = STORED[real.type];
  if (!stored) return null;
  const dims = [...numbers(shape.type, bodyOf(head, shape))];
  const values = (): Numbers => {
    const count = dims.reduce((product, n) => product * n, 1);
    // An imaginary part may follow.
    if (real.length !== count * stored.bytes || end > 2 * real.next) throw new RangeError('another size');
    return numbers(real.type, bodyOf(whole(end), real));
  };
  return { name: new TextDecoder().decode(bodyOf(head, name)), matrix: { dims, values } };
}

interface Tag {
  readonly type: number;
  /** Of the body. */
  readonly start: number;
  readonly length: number;
  readonly next: number;
}

/**
 * Type and length, then the body, filled up to eight bytes; up to four bytes of body stand beside a type and length of
 * two bytes each.
 */
function tagAt(bytes: Uint8Array, at: number): Tag {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint32(at, true);
  const small = first >>> 16;
  if (small > 0) return { type: first & 0xffff, start: at + 4, length: small, next: at + 8 };
  const length = view.getUint32(at + 4, true);
  const padded = first === COMPRESSED ? length : Math.ceil(length / 8) * 8;
  return { type: first, start: at + 8, length, next: at + 8 + padded };
}

function bodyOf(bytes: Uint8Array, { start, length }: Tag): Uint8Array {
  if (start + length > bytes.length) throw new RangeError('cut off');
  return bytes.subarray(start, start + length);
}

function numbers(type: number, body: Uint8Array): Numbers {
  if (type === 2) return body;
  const { bytes, at } = STORED[type]!;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return Float64Array.from({ length: Math.floor(body.length / bytes) }, (_, i) => at(view, i * bytes));
}
