import { type Problem, ProblemError, problem, type Scalar } from '../base/diagnostics.ts';
import { grouped } from '../base/format.ts';
import { metadataKeys } from './export.ts';
import { type FileKind, fileKind } from './file-kind.ts';
import { decodeHeader, type OnnxHeader } from './wire/decode.ts';
import { producerName } from './wire/model.ts';

/**
 * The design in an ONNX file that Layerloom wrote, as JSON. Throws a ProblemError that says what the file is instead.
 */
export function designInside(bytes: Uint8Array, path: string): unknown {
  const text = ownHeader(bytes, path).metadata[metadataKeys.design]!;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw damaged(path, error);
  }
}

/** Whether Layerloom wrote an ONNX file. Throws a ProblemError where the bytes are none. */
export function isOwn(bytes: Uint8Array, path: string): boolean {
  try {
    const { metadata, producer } = decodeHeader(bytes);
    return metadataKeys.design in metadata || producer.startsWith(producerName);
  } catch (error) {
    throw damaged(path, error);
  }
}

/** What an ONNX file of Layerloom's says of itself. Throws a ProblemError for every other file. */
export function ownHeader(bytes: Uint8Array, path: string): OnnxHeader {
  const refusal = notOnnx(fileKind(bytes), path);
  if (refusal) throw new ProblemError([refusal]);
  let header: OnnxHeader;
  try {
    header = decodeHeader(bytes);
  } catch (error) {
    throw damaged(path, error);
  }
  if (metadataKeys.design in header.metadata) return header;
  const { producer, opsets } = header;
  if (producer.startsWith(producerName)) throw new ProblemError([problem('onnx.designLost', path, { path })]);
  const opset = opsets.get('');
  const values = { path, ...(producer === '' ? {} : { producer }), ...(opset === undefined ? {} : { opset }) };
  throw new ProblemError([problem('onnx.foreign', path, values)]);
}

function damaged(path: string, error: unknown): ProblemError {
  return new ProblemError([problem('onnx.damaged', path, { path, reason: (error as Error).message })]);
}

/** Why a file is not read as an ONNX model, by what it is; null for one. */
export function notOnnx(kind: FileKind, path: string): Problem | null {
  const said = (code: Parameters<typeof problem>[0], values: Readonly<Record<string, Scalar>> = {}): Problem =>
    problem(code, path, { path, ...values });
  switch (kind.is) {
    case 'onnx':
      return null;
    case 'empty':
      return said('file.empty');
    case 'webPage':
      return said('file.webPage');
    case 'lfsPointer':
      return said('file.lfsPointer', kind.bytes === null ? {} : { bytes: grouped(kind.bytes) });
    case 'cutOff':
      return said('file.cutOff', { bytes: grouped(kind.bytes), wanted: grouped(kind.wanted) });
    case 'packed':
      return said('file.packed', { format: kind.format });
    case 'other':
      return said('file.otherFormat', { format: kind.format });
    case 'json':
      return said('file.otherFormat', { format: 'JSON' });
    case 'text':
    case 'unknown':
      return said('file.unknown');
  }
}
