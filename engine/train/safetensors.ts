import { ProblemError, problem } from '../base/diagnostics.ts';

/**
 * The safetensors container (Hugging Face's format, version of 2022): u64 little-endian length of the header, the header as JSON
 * (`name → {dtype, shape, data_offsets}` and `__metadata__` of strings), then the tensors' bytes. Only F32 is written and read here.
 */
export interface StoredTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const HEADER_LIMIT = 100_000_000;

/** Same tensors and metadata, in the same order: same bytes. */
export function encodeSafetensors(file: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: file.metadata };
  let offset = 0;
  for (const [name, { dims, data }] of file.tensors) {
    header[name] = { dtype: 'F32', shape: dims, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Spaces after the JSON align the first tensor to 8 bytes, as the format asks.
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  let at = 8 + headerLength;
  for (const { data } of file.tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Throws a ProblemError that names the file and what is wrong in it. */
export function decodeSafetensors(bytes: Uint8Array, fileName: string): TensorFile {
  const broken = (reason: string): ProblemError =>
    new ProblemError([problem('checkpoint.broken', fileName, { path: fileName, reason })]);
  if (bytes.length < 8) throw broken(`it has only ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > HEADER_LIMIT || 8 + headerLength > bytes.length) {
    throw broken(`its header should take ${headerLength} bytes, but the file has ${bytes.length}`);
  }
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + headerLength)));
  } catch {
    throw broken('its header is not JSON');
  }
  if (typeof header !== 'object' || header === null) throw broken('its header is not an object');
  const body = bytes.subarray(8 + headerLength);
  const tensors = new Map<string, StoredTensor>();
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') metadata = entry as Record<string, string>;
    else tensors.set(name, decodeTensor(name, entry, body, broken));
  }
  return { tensors, metadata };
}

function decodeTensor(
  name: string,
  entry: unknown,
  body: Uint8Array,
  broken: (reason: string) => ProblemError,
): StoredTensor {
  const {
    dtype,
    shape,
    data_offsets: offsets,
  } = (entry ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  const counts = (x: unknown): x is number[] => Array.isArray(x) && x.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (dtype !== 'F32' || !counts(shape) || !counts(offsets) || offsets.length !== 2)
    throw broken(`the entry of ${name} is not a float32 tensor`);
  const [from, to] = offsets as [number, number];
  const bytes = shape.reduce((n, d) => n * d, 4);
  if (to - from !== bytes || to > body.length) {
    throw broken(`${name} should have ${bytes} bytes from ${from}, but its entry ends at ${to} of ${body.length}`);
  }
  return { dims: shape, data: new Float32Array(Uint8Array.from(body.subarray(from, to)).buffer) };
}
