import { closeSync, fstatSync, readSync } from 'node:fs';
import { ProblemError, problem } from '../base/diagnostics.ts';
import { openPlainFile } from './plain-file.ts';

/**
 * The safetensors container (Hugging Face's format, version of 2022): u64 little-endian length of the header, the
 * header as JSON (`name → {dtype, shape, data_offsets}` and `__metadata__` of strings), then the tensors' bytes. Only
 * F32 is written and read here.
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
  const { length, body, entries, metadata } = decodeHeader(bytes, bytes.length, fileName);
  const data = bytes.subarray(length, length + body);
  const tensors = new Map(
    entries.map(({ name, dims, from, to }) => [
      name,
      { dims, data: new Float32Array(Uint8Array.from(data.subarray(from, to)).buffer) },
    ]),
  );
  return { tensors, metadata };
}

/**
 * The metadata of a file whose header and length agree, without reading its tensors. Throws a ProblemError as
 * `decodeSafetensors` does, and what the file system throws.
 */
export function readSafetensorsHeader(path: string): Pick<TensorFile, 'metadata'> {
  const file = openPlainFile(path);
  try {
    const { size } = fstatSync(file);
    const prefix = Buffer.alloc(8);
    const found = readSync(file, prefix, 0, 8, 0);
    const length = found < 8 ? 0 : Math.min(Number(prefix.readBigUInt64LE()), HEADER_LIMIT, size - 8);
    const bytes = Buffer.alloc(found + length);
    readSync(file, bytes, 0, bytes.length, 0);
    return decodeHeader(bytes, size, path);
  } finally {
    closeSync(file);
  }
}

interface Entry {
  readonly name: string;
  readonly dims: readonly number[];
  /** Bytes from the end of the header. */
  readonly from: number;
  readonly to: number;
}

interface Header {
  /** Bytes before the tensors. */
  readonly length: number;
  /** Bytes of the tensors. */
  readonly body: number;
  readonly entries: readonly Entry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** `bytes`: the file's beginning, at least its header; `size`: bytes of the whole file. */
function decodeHeader(bytes: Uint8Array, size: number, path: string): Header {
  const broken = (reason: string): ProblemError =>
    new ProblemError([problem('checkpoint.broken', path, { path, reason })]);
  if (size < 8) throw broken(`it has only ${size} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > HEADER_LIMIT || 8 + headerLength > size) {
    throw broken(`its header should take ${headerLength} bytes, but the file has ${size}`);
  }
  const length = 8 + headerLength;
  const header = parseObject(bytes.subarray(8, length));
  if (!header) throw broken('its header is not a JSON object');
  const { __metadata__: metadata = {}, ...tensors } = header;
  const body = size - length;
  const entries = Object.entries(tensors).map(([name, entry]) => decodeEntry(name, entry, body, broken));
  requireRow(entries, body, broken);
  return { length, body, entries, metadata: textsOf(metadata) };
}

/** The format wants every byte to belong to one tensor: none overlap, none is left over. */
function requireRow(entries: readonly Entry[], body: number, broken: (reason: string) => ProblemError): void {
  let end = 0;
  for (const { name, from, to } of entries.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) throw broken(`${name} begins at ${from}, where the tensor before it ends at ${end}`);
    end = to;
  }
  if (end !== body) throw broken(`its tensors take ${end} bytes, but ${body} follow the header`);
}

function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function textsOf(metadata: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(typeof metadata === 'object' && metadata !== null ? metadata : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function decodeEntry(name: string, entry: unknown, size: number, broken: (reason: string) => ProblemError): Entry {
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
  if (to - from !== bytes || to > size) {
    throw broken(`${name} should have ${bytes} bytes from ${from}, but its entry ends at ${to} of ${size}`);
  }
  return { name, dims: shape, from, to };
}
