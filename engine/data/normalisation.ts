import { type ImageShape, pixelsOf } from './image-set.ts';

/** Per channel, of pixels scaled to 0…1: x ← (x − mean) / std. The deviation is the population's. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const LEVELS = 256;

/** How often each byte occurs in each channel. Integer counts, so statistics do not depend on the order of images. */
export class Histogram {
  readonly #shape: ImageShape;
  /** [C, 256] */
  readonly #counts: Float64Array;

  constructor(shape: ImageShape) {
    this.#shape = shape;
    this.#counts = new Float64Array(shape.channels * LEVELS);
  }

  /** Counts the image [C, H, W] at `offset`. */
  add(pixels: Uint8Array, offset: number): void {
    const plane = this.#shape.height * this.#shape.width;
    const end = offset + pixelsOf(this.#shape);
    for (let i = offset, base = 0; i < end; base += LEVELS) {
      for (const planeEnd = i + plane; i < planeEnd; i++) {
        const slot = base + (pixels[i] as number);
        this.#counts[slot] = (this.#counts[slot] as number) + 1;
      }
    }
  }

  /** A constant channel gets std 1. */
  normalisation(): Normalisation {
    const mean: number[] = [];
    const std: number[] = [];
    for (let channel = 0; channel < this.#shape.channels; channel++) {
      const moments = this.#moments(channel);
      mean.push(moments.mean);
      std.push(moments.std === 0 ? 1 : moments.std);
    }
    return { mean, std };
  }

  /** Channels that have one value everywhere. */
  constantChannels(): { readonly channel: number; readonly value: number }[] {
    return Array.from({ length: this.#shape.channels }, (_, channel) => ({ channel, ...this.#moments(channel) }))
      .filter(({ std }) => std === 0)
      .map(({ channel, mean }) => ({ channel, value: Math.round(mean * (LEVELS - 1)) }));
  }

  /**
   * From exact integer sums n = Σ1, s = Σv, q = Σv²: variance = (q − s²/n) / n, in which n·q − s² is taken as a BigInt, so that a
   * constant channel has deviation 0 exactly.
   */
  #moments(channel: number): { readonly mean: number; readonly std: number } {
    let n = 0n;
    let s = 0n;
    let q = 0n;
    for (let value = 0; value < LEVELS; value++) {
      const count = BigInt(this.#counts[channel * LEVELS + value] as number);
      const level = BigInt(value);
      n += count;
      s += count * level;
      q += count * level * level;
    }
    const highest = LEVELS - 1;
    const mean = Number(s) / Number(n) / highest;
    const variance = Number(n * q - s * s) / Number(n) / Number(n) / highest / highest;
    return { mean, std: Math.sqrt(variance) };
  }
}

/** [C, 256]: the normalised value of each byte in each channel, rounded to float32 once. */
export function normalisationTable({ mean, std }: Normalisation): Float32Array {
  const table = new Float32Array(mean.length * LEVELS);
  for (let channel = 0; channel < mean.length; channel++) {
    for (let value = 0; value < LEVELS; value++) {
      table[channel * LEVELS + value] = (value / (LEVELS - 1) - (mean[channel] as number)) / (std[channel] as number);
    }
  }
  return table;
}

/** Normalises the image [C, H, W] at `from` into `out` at `to`. */
export function normalise(
  pixels: Uint8Array,
  from: number,
  shape: ImageShape,
  table: Float32Array,
  out: Float32Array,
  to: number,
): void {
  const plane = shape.height * shape.width;
  for (let channel = 0, i = 0; channel < shape.channels; channel++) {
    const base = channel * LEVELS;
    for (const end = i + plane; i < end; i++) out[to + i] = table[base + (pixels[from + i] as number)] as number;
  }
}
