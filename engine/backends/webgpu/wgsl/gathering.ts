import type { Storage } from '../program.ts';
import type { Channels } from './channels.ts';
import { type Epilogue, ending, type Lanes } from './epilogue.ts';
import { reads, writes } from './launch.ts';
import { ceilDiv } from './text.ts';

/** A regular row of taps along one axis: tap t reads source position p · step + start + t · spacing with weight row weightStart + t · weightStep. */
export interface Taps {
  readonly count: number;
  readonly start: number;
  readonly spacing: number;
  readonly weightStart: number;
  readonly weightStep: number;
}

/**
 * A convolution as a gathering product, which its forward and its input gradient share:
 * out[n, m, position] = bias[m] + Σ over r and taps of weight[m, r, tap] · source[n, r, position · step + tap's shift].
 * Forward: m filters, r channels. Input gradient: m channels, r filters, source dy; with stride s, the positions of each residue modulo s are one
 * gathering of their own, with the taps that reach them.
 */
export interface Gathering {
  readonly name: string;
  readonly batch: number;
  readonly groups: number;
  /** Output and source channels of one group. */
  readonly outputs: number;
  readonly reduced: number;
  /** Positions computed along each axis. */
  readonly positions: readonly [rows: number, columns: number];
  readonly source: readonly [rows: number, columns: number];
  readonly sourceChannels: Channels;
  /** Plane of the output tensor; position p lies at p · outStep + outStart in it. */
  readonly out: readonly [rows: number, columns: number];
  readonly outStep: readonly [number, number];
  readonly outChannels: Channels;
  readonly outStart: readonly [number, number];
  /** Source positions from one output position to the next. */
  readonly step: readonly [number, number];
  readonly taps: readonly [rows: Taps, columns: Taps];
  /** Elements of the weight from one output channel, and from one reduced channel, to the next; `kernelWidth` from one kernel row to the next. */
  readonly weightStrides: {
    readonly output: number;
    readonly reduced: number;
    readonly group: number;
    readonly row: number;
  };
}

/** Whether it is a product of weights and each image as they lie: one tap, one row of all positions. */
export const isPlain = ({ positions, source, out, taps, step, outStep }: Gathering): boolean =>
  taps.every((t) => t.count === 1 && t.start === 0) &&
  [positions, source, out].every(([rows, columns]) => rows === 1 && columns === positions[1]) &&
  [...step, ...outStep].every((s) => s === 1);

/** Parts that all positions of a channel are in, where a kernel has so many columns at a time. */
export const partsOf = ({ batch, positions }: Gathering, { columns }: { readonly columns: number }): number =>
  ceilDiv(batch * positions[0] * positions[1], columns);

/** What a run of neighbouring positions reads along one axis, each source position once, relative to that of the run's first position. */
export class Reads {
  /** Ascending. */
  readonly offsets: readonly number[];
  readonly #taps: Taps;
  readonly #step: number;
  readonly #last: number;
  readonly #size: number;

  /** `length` positions a run; runs begin at 0 … `lastRun`; the source has `size` positions. */
  constructor(taps: Taps, step: number, length: number, lastRun: number, size: number) {
    this.#taps = taps;
    this.#step = step;
    this.#last = lastRun * step;
    this.#size = size;
    const all = Array.from({ length: length * taps.count }, (_, i) => this.#offset(i % length, Math.floor(i / length)));
    this.offsets = [...new Set(all)].sort((a, b) => a - b);
  }

  #offset(position: number, tap: number): number {
    return this.#taps.start + tap * this.#taps.spacing + position * this.#step;
  }

  /** Which of the offsets a tap reads at a position of the run. */
  index(position: number, tap: number): number {
    return this.offsets.indexOf(this.#offset(position, tap));
  }

  /** WGSL conditions for `first` + offset to lie inside; none where it does for every run. */
  checks(first: string, offset: number): readonly string[] {
    return [
      ...(offset < 0 ? [`${first} >= ${-offset}`] : []),
      ...(this.#last + offset >= this.#size ? [`${first} < ${this.#size - offset}`] : []),
    ];
  }
}

/** What the kernel of a gathering binds. */
export interface GatheringTensors {
  readonly source: Storage;
  readonly weight: Storage;
  readonly bias: Storage | null;
  readonly out: Storage;
  /** What becomes of its numbers before they are stored. */
  readonly epilogue: Epilogue | null;
}

/** Their declarations, `source`, `weight`, `bias` and `result`, and what is stored for a number: vectors where they are neighbours. */
export function bound({ source, weight, bias, out, epilogue }: GatheringTensors, lanes: Lanes) {
  const element = lanes === 'neighbours' ? 'vec4<f32>' : 'f32';
  const { declarations, ...end } = ending(epilogue, lanes);
  return {
    ...end,
    declarations: [
      reads('source', source, element),
      reads('weight', weight),
      ...(bias ? [reads('bias', bias)] : []),
      writes('result', out, element),
      ...declarations,
    ],
  };
}
