import type { Size, Window } from '../layers/layer.ts';
import { sourcesOf, type Wiring } from './wiring.ts';

/** Along one axis: output o sees the image's pixels from[o] ≤ i < to[o]; none where to ≤ from. */
interface Axis {
  readonly from: Int32Array;
  readonly to: Int32Array;
}
type Axes = readonly [Axis, Axis];

/**
 * What each output of a network's maps sees, output by output: linear in rows and columns. Asked for only where
 * branches of different jumps meet, since elsewhere the formula says the same (`engine/analyze/receptive-field.ts`).
 */
export class Spans {
  readonly #wiring: Wiring;
  readonly #windows: readonly (Window | undefined)[];
  readonly #sizeOf: (index: number) => Size | null;
  readonly #known = new Map<number, Axes | null>();
  /** How many nodes of the order have been followed. */
  #done = 0;

  /** `windows` and sizes, by index, of all nodes up to the one that is asked for. */
  constructor(wiring: Wiring, windows: readonly (Window | undefined)[], sizeOf: (index: number) => Size | null) {
    this.#wiring = wiring;
    this.#windows = windows;
    this.#sizeOf = sizeOf;
  }

  /** Rows and columns of the output that sees most, from the first to the last, within the image. */
  largest(index: number, image: Size): Size {
    const { order } = this.#wiring;
    while (!this.#known.has(index) && this.#done < order.length) {
      const next = order[this.#done++]!;
      this.#known.set(next, this.#follow(next));
    }
    const axes = this.#known.get(index);
    return axes ? [most(axes[0]), most(axes[1])] : image;
  }

  #follow(index: number): Axes | null {
    const [size, window] = [this.#sizeOf(index), this.#windows[index]];
    if (!size || window === undefined) return null;
    const sources = sourcesOf(this.#wiring, index);
    if (sources.length === 0) return [ownOf(size[0]), ownOf(size[1])];
    const inputs = [...sources].map((source) => this.#known.get(source) ?? null);
    if (window === 'global' || inputs.includes(null)) return null;
    const [only] = inputs;
    if (window === 'pointwise' && inputs.length === 1) return only!;
    const along = (axis: 0 | 1): Axis =>
      seenThrough(
        inputs.map((input) => input![axis]),
        window,
        axis,
        size[axis],
      );
    return [along(0), along(1)];
  }
}

const ownOf = (size: number): Axis => ({
  from: Int32Array.from({ length: size }, (_, i) => i),
  to: Int32Array.from({ length: size }, (_, i) => i + 1),
});

const most = ({ from, to }: Axis): number => to.reduce((longest, end, o) => Math.max(longest, end - from[o]!), 0);

function seenThrough(inputs: readonly Axis[], window: Exclude<Window, 'global'>, axis: 0 | 1, size: number): Axis {
  const from = new Int32Array(size).fill(2 ** 31 - 1);
  const to = new Int32Array(size);
  const [kernel, stride, dilation, pad] =
    window === 'pointwise'
      ? [1, 1, 1, 0]
      : [window.kernel[axis], window.stride[axis], window.dilation[axis], window.padTopLeft[axis]];
  for (const input of inputs) {
    const rows = input.from.length;
    const isGate = rows === 1 && size > 1 && window === 'pointwise';
    for (let o = 0; o < size; o++)
      for (let k = 0; k < kernel; k++) {
        const row = isGate ? 0 : Math.ceil(o * stride - pad) + k * dilation;
        if (row < 0 || row >= rows || input.to[row]! <= input.from[row]!) continue;
        from[o] = Math.min(from[o]!, input.from[row]!);
        to[o] = Math.max(to[o]!, input.to[row]!);
      }
  }
  return { from, to };
}
