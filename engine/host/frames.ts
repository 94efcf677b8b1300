/**
 * Length-framed messages on a byte stream: u32 little-endian length of the JSON head, u32 length of the binary body,
 * head, body. stdio between Electron's main process and the engine carries these; a WebSocket message holds one frame.
 */
export interface Frame {
  /** Undefined where the head is not JSON: the stream goes on behind it. */
  readonly head: unknown;
  readonly body: Uint8Array;
}

const PREFIX = 8;
/**
 * A longer head is a broken stream, not a message. Four printable characters read as a length are at least 2²⁹, so that
 * text on the stream is recognised at once.
 */
const HEAD_LIMIT = 1 << 26;
const BODY_LIMIT = 1 << 30;

/** Throws a RangeError for a head that is nested too deeply, or too long to be read at the other end. */
export function encodeFrame(head: unknown, body: Uint8Array = new Uint8Array()): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(head));
  if (json.length > HEAD_LIMIT) throw new RangeError(`${json.length} bytes, and ${HEAD_LIMIT} at most can be sent`);
  const bytes = new Uint8Array(PREFIX + json.length + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, json.length, true);
  view.setUint32(4, body.length, true);
  bytes.set(json, PREFIX);
  bytes.set(body, PREFIX + json.length);
  return bytes;
}

/**
 * Takes bytes as they arrive, cut anywhere, and gives whole frames. Throws on a stream that is not framed: nothing
 * after that can be read.
 */
export class FrameReader {
  readonly #chunks: Uint8Array[] = [];
  #waiting = 0;

  push(bytes: Uint8Array): readonly Frame[] {
    this.#chunks.push(bytes);
    this.#waiting += bytes.length;
    const frames: Frame[] = [];
    for (let size = this.#nextSize(); size !== null && this.#waiting >= size; size = this.#nextSize()) {
      frames.push(decode(this.#take(size)));
    }
    return frames;
  }

  /** Bytes of the next frame, prefix included; null while its prefix is not there yet. */
  #nextSize(): number | null {
    if (this.#waiting < PREFIX) return null;
    const view = viewOf(this.#front(PREFIX));
    const head = view.getUint32(0, true);
    const body = view.getUint32(4, true);
    if (head > HEAD_LIMIT || body > BODY_LIMIT) {
      throw new Error(`the stream is not framed: it announces a message of ${head} + ${body} bytes`);
    }
    return PREFIX + head + body;
  }

  /** The first `size` bytes in one piece; they stay. */
  #front(size: number): Uint8Array {
    while (this.#chunks[0]!.length < size) this.#chunks.splice(0, 2, joined(this.#chunks[0]!, this.#chunks[1]!));
    return this.#chunks[0]!.subarray(0, size);
  }

  #take(size: number): Uint8Array {
    const all = this.#chunks.length > 1 ? joined(...this.#chunks) : this.#chunks[0]!;
    this.#chunks.splice(0, this.#chunks.length, all.subarray(size));
    this.#waiting -= size;
    return all.subarray(0, size);
  }
}

function decode(bytes: Uint8Array): Frame {
  const start = PREFIX + viewOf(bytes).getUint32(0, true);
  return { head: parsed(bytes.subarray(PREFIX, start)), body: bytes.slice(start) };
}

function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(json));
  } catch {
    return undefined;
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
