import { type Bits, highest, type Pixels } from './formats/raster.ts';
import { type ImageShape, pixelsOf } from './image-set.ts';

/** Per channel, of pixels scaled to 0…1: x ← (x − mean) / std. The deviation is the population's. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** How often each value occurs in each channel. Integer counts, so statistics do not depend on the order of images. */
export class Histogram {
  readonly #shape: ImageShape;
  /** 256 or 65,536 */
  readonly #levels: number;
  /** [C, levels] */
  readonly #counts: Float64Array;

  constructor(shape: ImageShape, bits: Bits) {
    this.#shape = shape;
    this.#levels = highest(bits) + 1;
    this.#counts = new Float64Array(shape.channels * this.#levels);
  }

  /** Counts the image [C, H, W] at `offset`. */
  add(pixels: Pixels, offset: number): void {
    const plane = this.#shape.height * this.#shape.width;
    const end = offset + pixelsOf(this.#shape);
    for (let i = offset, base = 0; i < end; base += this.#levels) {
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
      .map(({ channel, mean }) => ({ channel, value: Math.round(mean * (this.#levels - 1)) }));
  }

  /**
   * From exact integer sums n = Σ1, s = Σv, q = Σv²: variance = (q − s²/n) / n, in which n·q − s² is taken as a BigInt,
   * so that a constant channel has deviation 0 exactly.
   */
  #moments(channel: number): { readonly mean: number; readonly std: number } {
    let n = 0n;
    let s = 0n;
    let q = 0n;
    for (let value = 0; value < this.#levels; value++) {
      const count = BigInt(this.#counts[channel * this.#levels + value] as number);
      const level = BigInt(value);
      n += count;
      s += count * level;
      q += count * level * level;
    }
    const most = this.#levels - 1;
    const mean = Number(s) / Number(n) / most;
    const variance = Number(n * q - s * s) / Number(n) / Number(n) / most / most;
    return { mean, std: Math.sqrt(variance) };
  }
}

/** [C, 256 or 65,536]: the normalised value of each level in each channel, rounded to float32 once. */
export function normalisationTable({ mean, std }: Normalisation, bits: Bits): Float32Array {
  const most = highest(bits);
  const levels = most + 1;
  const table = new Float32Array(mean.length * levels);
  for (let channel = 0; channel < mean.length; channel++) {
    for (let value = 0; value < levels; value++) {
      table[channel * levels + value] = (value / most - (mean[channel] as number)) / (std[channel] as number);
    }
  }
  return table;
}

/** Normalises the image [C, H, W] at `from` into `out` at `to`. */
export function normalise(
  pixels: Pixels,
  from: number,
  shape: ImageShape,
  table: Float32Array,
  out: Float32Array,
  to: number,
): void {
  const plane = shape.height * shape.width;
  const levels = table.length / shape.channels;
  for (let channel = 0, i = 0; channel < shape.channels; channel++) {
    const base = channel * levels;
    for (const end = i + plane; i < end; i++) out[to + i] = table[base + (pixels[from + i] as number)] as number;
  }
}
