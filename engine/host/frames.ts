/**
 * Length-framed messages on a byte stream: u32 little-endian length of the JSON head, u32 length of the binary body, head, body.
 * stdio between Electron's main process and the engine carries these; a WebSocket message holds one frame.
 */
export interface Frame {
  readonly head: unknown;
  readonly body: Uint8Array;
}

const PREFIX = 8;
/** A head or body over this is a broken stream, not a message. */
const LIMIT = 1 << 30;

export function encodeFrame(head: unknown, body: Uint8Array = new Uint8Array()): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(head));
  const bytes = new Uint8Array(PREFIX + json.length + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, json.length, true);
  view.setUint32(4, body.length, true);
  bytes.set(json, PREFIX);
  bytes.set(body, PREFIX + json.length);
  return bytes;
}

/** Takes bytes as they arrive, cut anywhere, and gives whole frames. Throws on a stream that is not framed. */
export class FrameReader {
  #waiting = new Uint8Array();

  push(bytes: Uint8Array): readonly Frame[] {
    const all = new Uint8Array(this.#waiting.length + bytes.length);
    all.set(this.#waiting);
    all.set(bytes, this.#waiting.length);
    const view = new DataView(all.buffer);
    const frames: Frame[] = [];
    let at = 0;
    while (all.length - at >= PREFIX) {
      const head = view.getUint32(at, true);
      const body = view.getUint32(at + 4, true);
      if (head > LIMIT || body > LIMIT) throw new Error(`a frame of ${head} + ${body} bytes: the stream is not framed`);
      if (all.length - at < PREFIX + head + body) break;
      const start = at + PREFIX;
      frames.push({
        head: JSON.parse(new TextDecoder().decode(all.subarray(start, start + head))),
        body: all.slice(start + head, start + head + body),
      });
      at = start + head + body;
    }
    this.#waiting = all.slice(at);
    return frames;
  }
}
