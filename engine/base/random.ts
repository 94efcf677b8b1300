/**
 * Mixes a 32-bit number so that each input bit flips about half of the output bits; a bijection. Chris Wellons'
 * `lowbias32` (hash-prospector, public domain): shifts 16, 15, 16, multipliers 0x7feb352d and 0x846ca68b. Only xor,
 * shift and multiplication modulo 2³², so that ONNX and WGSL compute the same.
 */
function mix32(x: number): number {
  let h = x;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** What the hash starts from, so that all-zero inputs do not hash to 0: ⌊2³² / golden ratio⌋. */
const HASH_START = 0x9e3779b9;

/**
 * Hash of u32 numbers in order, a u32: h = mix(h ⊕ value) from `HASH_START` on. A counter-based generator: the last
 * value counts, the others name the stream, and their part of the hash is computed once.
 */
export function hash32(...values: readonly number[]): number {
  let h = HASH_START;
  for (const value of values) h = mix32(h ^ value);
  return h >>> 0;
}

/** Hash of a text's UTF-16 code units, a u32: names streams and salts. */
export function hashText(text: string): number {
  let h = HASH_START;
  for (let i = 0; i < text.length; i++) h = mix32(h ^ text.charCodeAt(i));
  return mix32(h ^ text.length);
}

/**
 * A seeded stream of random numbers, the same on every platform: only integer arithmetic, `Math.sqrt` and V8's own
 * `Math.log`. The generator is Chris Doty-Humphrey's sfc32 (PractRand, public domain), its state filled by `hash32`.
 */
export class Stream {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spare: number | null = null;

  /** `key`: u32 numbers that name the stream (seed, epoch, sample …). */
  constructor(...key: readonly number[]) {
    this.#a = hash32(...key, 0);
    this.#b = hash32(...key, 1);
    this.#c = hash32(...key, 2);
    for (let i = 0; i < 12; i++) this.u32();
  }

  /** 0 … 2³² − 1. */
  u32(): number {
    const out = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + out) | 0;
    return out >>> 0;
  }

  /** low ≤ x < high, from 53 random bits. */
  uniform(low = 0, high = 1): number {
    const [top, bottom] = [this.u32() >>> 5, this.u32() >>> 6];
    return low + ((high - low) * (top * 2 ** 26 + bottom)) / 2 ** 53;
  }

  /** 0 … bound − 1, each equally likely: draws that would favour small numbers are thrown away. `bound` ≤ 2³². */
  below(bound: number): number {
    const fair = 2 ** 32 - (2 ** 32 % bound);
    for (;;) {
      const x = this.u32();
      if (x < fair) return x % bound;
    }
  }

  /** Standard normal by Marsaglia's polar method: no sine, which platforms round differently. */
  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    for (;;) {
      const [u, v] = [this.uniform(-1, 1), this.uniform(-1, 1)];
      const s = u * u + v * v;
      if (s === 0 || s >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spare = v * factor;
      return u * factor;
    }
  }

  /** Shuffles in place (Fisher & Yates, in Durstenfeld's form); returns the same array. */
  shuffle<T extends { [index: number]: unknown; readonly length: number }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [items[i], items[j]] = [items[j], items[i]] as [T[number], T[number]];
    }
    return items;
  }
}
