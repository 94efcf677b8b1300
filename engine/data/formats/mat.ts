import { inflateSync } from 'node:zlib';

const HEADER = 128;
const MATRIX = 14;
const COMPRESSED = 15;
const LARGEST = 2 ** 31;

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

export interface MatMatrix {
  readonly dims: readonly number[];
  /** First index fastest. */
  readonly values: Uint8Array | Float64Array;
}

/** The numeric matrices of a little-endian MATLAB file of version 5, by name. MathWorks, "MAT-File Format". Throws RangeError where it is damaged or another kind. */
export function readMat(bytes: Uint8Array): Map<string, MatMatrix> {
  const matrices = new Map<string, MatMatrix>();
  if (bytes.length < HEADER || bytes[126] !== 0x49 || bytes[127] !== 0x4d) throw new RangeError('no MATLAB 5 file');
  for (let at = HEADER; at < bytes.length; ) {
    const outer = elementAt(bytes, at);
    at = outer.next;
    const element =
      outer.type === COMPRESSED ? elementAt(inflateSync(outer.body, { maxOutputLength: LARGEST }), 0) : outer;
    if (element.type !== MATRIX) continue;
    const [flags, dims, name, real] = elementsOf(element.body);
    if (!flags || !dims || !name || !real || !STORED[real.type]) continue;
    matrices.set(new TextDecoder().decode(name.body), { dims: [...numbers(dims)], values: numbers(real) });
  }
  return matrices;
}

interface Element {
  readonly type: number;
  readonly body: Uint8Array;
  readonly next: number;
}

/** Type and length, then the body, filled up to eight bytes; up to four bytes of body stand beside a type and length of two bytes each. */
function elementAt(bytes: Uint8Array, at: number): Element {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint32(at, true);
  const small = first >>> 16;
  if (small > 0) return { type: first & 0xffff, body: bytes.subarray(at + 4, at + 4 + small), next: at + 8 };
  const length = view.getUint32(at + 4, true);
  if (at + 8 + length > bytes.length) throw new RangeError('cut off');
  const padded = first === COMPRESSED ? length : Math.ceil(length / 8) * 8;
  return { type: first, body: bytes.subarray(at + 8, at + 8 + length), next: at + 8 + padded };
}

function elementsOf(bytes: Uint8Array): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; at = elements.at(-1)!.next) elements.push(elementAt(bytes, at));
  return elements;
}

function numbers({ type, body }: Element): Uint8Array | Float64Array {
  if (type === 2) return body;
  const { bytes, at } = STORED[type]!;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return Float64Array.from({ length: Math.floor(body.length / bytes) }, (_, i) => at(view, i * bytes));
}
