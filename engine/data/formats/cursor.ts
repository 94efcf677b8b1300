/** Reads the arguments of opcodes one after the other. Throws RangeError where the bytes end too early. */
export class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint(bytes: 1 | 2 | 4): number {
    const at = this.skip(bytes);
    return bytes === 1
      ? this.#view.getUint8(at)
      : bytes === 2
        ? this.#view.getUint16(at, true)
        : this.#view.getUint32(at, true);
  }

  int32(): number {
    return this.#view.getInt32(this.skip(4), true);
  }

  uint64(): number {
    return Number(this.#view.getBigUint64(this.skip(8), true));
  }

  /** Little-endian, two's complement. */
  long(length: number): number {
    const bytes = this.take(length);
    const negative = (bytes.at(-1) ?? 0) >= 0x80;
    return bytes.reduce((sum, byte, i) => sum + byte * 256 ** i, negative ? -(256 ** length) : 0);
  }

  take(length: number): Uint8Array {
    const at = this.skip(length);
    return this.#bytes.subarray(at, at + length);
  }

  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw new RangeError('no end of a line');
    const line = text(this.#bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return line;
  }

  skip(length: number): number {
    const at = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError('cut off');
    return at;
  }
}

export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
