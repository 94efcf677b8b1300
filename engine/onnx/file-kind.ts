/** What a file holds, by its bytes: endings lie. */
export type FileKind =
  | { readonly is: 'onnx' | 'json' | 'text' | 'empty' | 'webPage' | 'unknown' }
  /** A pointer that Git LFS leaves where the file itself, so many bytes, was not fetched. */
  | { readonly is: 'lfsPointer'; readonly bytes: number | null }
  /** An ONNX file that ends where a part of it goes on to `wanted` bytes at least. */
  | { readonly is: 'cutOff'; readonly bytes: number; readonly wanted: number }
  /** What has to be unpacked first. */
  | { readonly is: 'packed'; readonly format: string }
  | { readonly is: 'other'; readonly format: string };

/** How far text is looked into. */
const HEAD = 4096;

export function fileKind(bytes: Uint8Array): FileKind {
  if (bytes.length === 0) return { is: 'empty' };
  const head = latin1(bytes.subarray(0, HEAD));
  return signature(bytes, head) ?? textKind(bytes, head) ?? protobufKind(bytes);
}

/** One character a byte, so that text and binary signatures are looked for alike. */
const latin1 = (bytes: Uint8Array): string => bytes.reduce((text, byte) => text + String.fromCharCode(byte), '');

/** What formats begin with, or have at an offset. */
const packedSignatures: readonly (readonly [signature: string, format: string, offset?: number])[] = [
  ['\x1f\x8b', 'gzip'],
  ['BZh', 'bzip2'],
  ['\xfd7zXZ\0', 'xz'],
  ['\x28\xb5\x2f\xfd', 'Zstandard'],
  ['7z\xbc\xaf\x27\x1c', '7-Zip'],
  ['Rar!\x1a\x07', 'RAR'],
  ['ustar', 'tar', 257],
];

const otherSignatures: readonly (readonly [signature: string, format: string, offset?: number])[] = [
  ['\x89HDF\r\n\x1a\n', 'HDF5 (Keras .h5)'],
  ['TFL3', 'TensorFlow Lite', 4],
  ['ORTM', 'ONNX Runtime .ort', 4],
  ['\x93NUMPY', 'NumPy .npy'],
  ['GGUF', 'GGUF'],
  ['ggml', 'GGML'],
  ['\x89PNG\r\n\x1a\n', 'PNG'],
  ['\xff\xd8\xff', 'JPEG'],
  ['GIF8', 'GIF'],
  ['%PDF', 'PDF'],
  ['\x7fELF', 'ELF'],
  ['SQLite format 3\0', 'SQLite'],
];

function signature(bytes: Uint8Array, head: string): FileKind | null {
  const found = (list: typeof packedSignatures): string | undefined =>
    list.find(([text, , offset = 0]) => head.startsWith(text, offset))?.[1];
  if (['PK\x03\x04', 'PK\x05\x06'].some((start) => head.startsWith(start))) return zipKind(bytes);
  const packed = found(packedSignatures);
  if (packed) return { is: 'packed', format: packed };
  const other = found(otherSignatures);
  if (other) return { is: 'other', format: other };
  if (['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'].some((start) => head.startsWith(start)))
    return { is: 'other', format: 'pickle (PyTorch .pth, .pt)' };
  return isSafetensors(bytes) ? { is: 'other', format: 'safetensors' } : null;
}

/** Its parts' names stand at the end of a ZIP file, and each before its part. */
function zipKind(bytes: Uint8Array): FileKind {
  const names = latin1(bytes.subarray(0, HEAD)) + latin1(bytes.subarray(-HEAD));
  if (/data\.pkl|\/constants\.pkl/.test(names)) return { is: 'other', format: 'PyTorch .pt, .pth' };
  if (/model\.weights\.h5|metadata\.json.*config\.json/s.test(names)) return { is: 'other', format: 'Keras .keras' };
  if (/\.npy/.test(names)) return { is: 'other', format: 'NumPy .npz' };
  if (/com\.apple\.CoreML|\.mlmodel/.test(names)) return { is: 'other', format: 'Core ML .mlpackage' };
  return { is: 'packed', format: 'ZIP' };
}

/** A header of JSON behind its length in 8 bytes. */
function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== 0x7b) return false;
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return length >= 2 && length <= bytes.length - 8;
}

function textKind(bytes: Uint8Array, head: string): FileKind | null {
  if (/^(\xff\xfe|\xfe\xff)/.test(head)) return { is: 'text' };
  const text = head.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (text === '') return { is: 'text' };
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    const size = /^size (\d+)/m.exec(text)?.[1];
    return { is: 'lfsPointer', bytes: size === undefined ? null : Number(size) };
  }
  if (/^(<!--.*?-->\s*)*<(!doctype html|html|head|body)\b/is.test(text)) return { is: 'webPage' };
  if (!isText(bytes.subarray(0, HEAD))) return null;
  if (text.startsWith('{') || text.startsWith('[')) return { is: 'json' };
  return /^<\?xml|^<net\b/.test(text) ? { is: 'other', format: 'XML' } : { is: 'text' };
}

/** UTF-8 without control characters; its last character may be cut. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13) || byte === 127))
    return false;
  const text = new TextDecoder().decode(bytes, { stream: true });
  return !text.includes('\ufffd');
}

/** Fields of ONNX's `ModelProto` with their wire types: 0 is a number, 2 a length and so many bytes. */
const modelFields = new Map(
  [1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26].map((field) => [field, [1, 5].includes(field) ? 0 : 2]),
);
const PRODUCER = 2;
const GRAPH = 7;

/** Looks at the outermost fields alone. Core ML's and TensorFlow's files are of the same wire format. */
function protobufKind(bytes: Uint8Array): FileKind {
  const unlike = otherProtobuf(bytes);
  let at = 0;
  let fields = 0;
  let hasGraph = false;
  const number = (): number | null => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) return null;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    return null;
  };
  while (at < bytes.length) {
    const tag = number();
    if (tag === null) break;
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (modelFields.get(field) !== wire) return unlike;
    const value = number();
    if (value === null) break;
    if (wire === 2) {
      // A producer's name is short: what is long in its place is another format's.
      if (at + value > bytes.length) {
        return fields > 0 && field !== PRODUCER ? { is: 'cutOff', bytes: bytes.length, wanted: at + value } : unlike;
      }
      at += value;
    }
    fields += 1;
    hasGraph ||= field === GRAPH;
  }
  return hasGraph ? { is: 'onnx' } : unlike;
}

/** By words that these files hold. */
function otherProtobuf(bytes: Uint8Array): FileKind {
  const text = latin1(bytes.subarray(0, 16 * HEAD));
  if (/saved_model|tensorflow|Placeholder|NoOp/.test(text)) return { is: 'other', format: 'TensorFlow .pb' };
  if (/coreml|MLModel|com\.apple/i.test(text)) return { is: 'other', format: 'Core ML .mlmodel' };
  return { is: 'unknown' };
}
