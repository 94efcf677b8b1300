import { type TensorProto, TensorProto_DataLocation } from 'onnx-buf';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { type Constant, constantOf } from '../foreign.ts';

/**
 * The bytes of a file beside the model, null where there is none, `unread` where its numbers do not matter; the place
 * is relative to the model's folder.
 */
export type External = (location: string) => Uint8Array | 'unread' | null;

/** ONNX's element types (`TensorProto.DataType`) by number: bytes of one, and how the numbers are read. */
const TYPES: Readonly<Record<number, { readonly bytes: number; readonly read: (bytes: Uint8Array) => Numbers }>> = {
  1: { bytes: 4, read: (b) => new Float32Array(aligned(b, 4)) },
  2: { bytes: 1, read: (b) => Float64Array.from(b) },
  3: { bytes: 1, read: (b) => Float64Array.from(new Int8Array(aligned(b, 1))) },
  4: { bytes: 2, read: (b) => Float64Array.from(new Uint16Array(aligned(b, 2))) },
  5: { bytes: 2, read: (b) => Float64Array.from(new Int16Array(aligned(b, 2))) },
  6: { bytes: 4, read: (b) => Float64Array.from(new Int32Array(aligned(b, 4))) },
  7: { bytes: 8, read: (b) => Float64Array.from(new BigInt64Array(aligned(b, 8)), Number) },
  9: { bytes: 1, read: (b) => Float64Array.from(b) },
  10: { bytes: 2, read: (b) => Float32Array.from(new Uint16Array(aligned(b, 2)), half) },
  11: { bytes: 8, read: (b) => new Float64Array(aligned(b, 8)) },
  12: { bytes: 4, read: (b) => Float64Array.from(new Uint32Array(aligned(b, 4))) },
  13: { bytes: 8, read: (b) => Float64Array.from(new BigUint64Array(aligned(b, 8)), Number) },
  16: { bytes: 2, read: (b) => Float32Array.from(new Uint16Array(aligned(b, 2)), bfloat) },
};
const FLOATS: ReadonlySet<number> = new Set([1, 10, 11, 16]);

type Numbers = Float32Array | Float64Array;

/**
 * The numbers of a tensor, wherever the file keeps them. Throws a ProblemError for an element type that holds no
 * numbers, for a count that does not fit the shape, and for a file beside the model that is missing or too short.
 */
export function readTensor(tensor: TensorProto, external: External): Constant {
  const type = TYPES[tensor.dataType];
  const { name } = tensor;
  if (!type) throw new ProblemError([problem('import.elementType', name, { name, type: tensor.dataType })]);
  const dims = tensor.dims.map(Number);
  const count = dims.reduce((n, d) => n * d, 1);
  const bytes = bytesOf(tensor, external, count * type.bytes);
  const data = bytes === 'unread' ? unread(count) : (numbersOf(tensor, count) ?? type.read(bytes));
  if (data.length !== count)
    throw new ProblemError([problem('import.count', name, { name, dims: dims.join(' × '), count: data.length })]);
  return constantOf(dims, data, !FLOATS.has(tensor.dataType));
}

/** No number is taken for known. */
const unread = (count: number): Float32Array => new Float32Array(count).fill(Number.NaN);

/** Where they stand in fields of their type, not as bytes. Half floats stand there as 16 bits each. */
function numbersOf(tensor: TensorProto, count: number): Numbers | null {
  const { dataType: type, floatData, doubleData, int32Data, int64Data, uint64Data, rawData, dataLocation } = tensor;
  if (rawData.length > 0 || dataLocation === TensorProto_DataLocation.EXTERNAL || count === 0) return null;
  if (type === 1) return Float32Array.from(floatData);
  if (type === 11) return Float64Array.from(doubleData);
  if (type === 10) return Float32Array.from(int32Data, half);
  if (type === 16) return Float32Array.from(int32Data, bfloat);
  if (type === 7) return Float64Array.from(int64Data, Number);
  if (type === 12 || type === 13) return Float64Array.from(uint64Data, Number);
  return Float64Array.from(int32Data);
}

function bytesOf(
  { name, rawData, dataLocation, externalData }: TensorProto,
  external: External,
  length: number,
): Uint8Array | 'unread' {
  if (dataLocation !== TensorProto_DataLocation.EXTERNAL) return rawData;
  const said = new Map(externalData.map(({ key, value }) => [key, value]));
  const location = said.get('location') ?? '';
  const file = external(location);
  if (file === 'unread') return file;
  if (!file) throw new ProblemError([problem('import.externalMissing', name, { name, location })]);
  const offset = Number(said.get('offset') ?? 0);
  const bytes = Number(said.get('length') ?? length);
  if (bytes !== length || !(offset >= 0) || offset + bytes > file.length) {
    const values = { name, location, wanted: offset + length, bytes: file.length };
    throw new ProblemError([problem('import.externalShort', name, values)]);
  }
  return file.subarray(offset, offset + bytes);
}

/** The memory itself where an array of that element size may begin there, else a copy. */
function aligned(bytes: Uint8Array, size: number): ArrayBuffer {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % size));
  return Uint8Array.from(whole).buffer;
}

/** IEEE 754 binary16: sign, 5 bits of exponent (bias 15), 10 of mantissa. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function bfloat(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
