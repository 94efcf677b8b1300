import { ProblemError, problem } from '../../base/diagnostics.ts';

export type Numbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

export interface NpyArray {
  readonly shape: readonly number[];
  /** In C order. */
  readonly values: Numbers;
}

type Read = (view: DataView, at: number, little: boolean) => number;

interface Type {
  readonly bytes: number;
  readonly make: new (n: number) => Numbers;
  readonly read: Read;
}

const TYPES: ReadonlyMap<string, Type> = new Map(
  Object.entries<Type>({
    b1: { bytes: 1, make: Uint8Array, read: (v, at) => v.getUint8(at) },
    u1: { bytes: 1, make: Uint8Array, read: (v, at) => v.getUint8(at) },
    i1: { bytes: 1, make: Int8Array, read: (v, at) => v.getInt8(at) },
    u2: { bytes: 2, make: Uint16Array, read: (v, at, little) => v.getUint16(at, little) },
    i2: { bytes: 2, make: Int16Array, read: (v, at, little) => v.getInt16(at, little) },
    u4: { bytes: 4, make: Uint32Array, read: (v, at, little) => v.getUint32(at, little) },
    i4: { bytes: 4, make: Int32Array, read: (v, at, little) => v.getInt32(at, little) },
    // Labels and sizes stay far below 2⁵³.
    i8: { bytes: 8, make: Float64Array, read: (v, at, little) => Number(v.getBigInt64(at, little)) },
    u8: { bytes: 8, make: Float64Array, read: (v, at, little) => Number(v.getBigUint64(at, little)) },
    f4: { bytes: 4, make: Float32Array, read: (v, at, little) => v.getFloat32(at, little) },
    f8: { bytes: 8, make: Float64Array, read: (v, at, little) => v.getFloat64(at, little) },
  }),
);

interface Header {
  readonly shape: readonly number[];
  readonly type: Type;
  readonly little: boolean;
  readonly fortran: boolean;
  /** Byte at which the numbers begin. */
  readonly body: number;
}

/**
 * What stands in front of the numbers; numpy.lib.format. Throws ProblemError: cut off, or numbers of a kind that is not
 * read.
 */
function readHeader(bytes: Uint8Array, path: string): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(0, 6)) !== '\x93NUMPY') throw damaged(path);
  const start = bytes[6] === 1 ? 10 : 12;
  const length = bytes[6] === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const header = new TextDecoder().decode(bytes.subarray(start, start + length));
  const descr = /'descr':\s*'([<>|=]?)(\w+)'/.exec(header);
  const dims = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (dims === undefined) throw damaged(path);
  const type = TYPES.get(descr?.[2] ?? '');
  if (!descr || !type) {
    const found = /'descr':\s*(.*?),\s*'fortran/.exec(header)?.[1] ?? '';
    throw new ProblemError([problem('data.npyType', path, { path, type: found })]);
  }
  const shape = dims.split(',').flatMap((n) => (n.trim() === '' ? [] : [Number(n)]));
  const fortran = /'fortran_order':\s*True/.test(header);
  return { shape, type, little: descr[1] !== '>', fortran, body: start + length };
}

const damaged = (path: string): ProblemError => new ProblemError([problem('data.npyDamaged', path, { path })]);

const sizeOf = ({ shape, type, body }: Header): number => body + shape.reduce((product, n) => product * n, type.bytes);

/** Bytes of the whole file, from its first ones. Throws ProblemError as `readNpy` does. */
export const npySize = (head: Uint8Array, path: string): number => sizeOf(readHeader(head, path));

/** A NumPy array file. Throws ProblemError: cut off, or numbers of a kind that is not read. */
export function readNpy(bytes: Uint8Array, path: string): NpyArray {
  const header = readHeader(bytes, path);
  const { shape, type, little, fortran, body } = header;
  if (bytes.length < sizeOf(header)) throw damaged(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = shape.reduce((product, n) => product * n, 1);
  const values =
    type.make === Uint8Array ? new Uint8Array(bytes.buffer, bytes.byteOffset + body, count) : new type.make(count);
  if (type.make !== Uint8Array)
    for (let i = 0; i < count; i++) values[i] = type.read(view, body + i * type.bytes, little);
  return { shape, values: fortran ? toCOrder(values, shape) : values };
}

/** First index fastest → last index fastest. */
function toCOrder(values: Numbers, shape: readonly number[]): Numbers {
  const out = values.slice();
  const strides = shape.map((_, d) => shape.slice(0, d).reduce((product, n) => product * n, 1));
  const index = shape.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    out[i] = values[index.reduce((sum, n, d) => sum + n * strides[d]!, 0)]!;
    for (let d = shape.length - 1; d >= 0; d--) {
      index[d] = (index[d]! + 1) % shape[d]!;
      if (index[d] !== 0) break;
    }
  }
  return out;
}
