import type { Tensor } from '../expression.ts';
import { joinsKernel, MOST_JOINS } from '../kernels/joins.ts';
import { type Binding, padded, type Storage } from '../program.ts';
import type { Emitter } from './emitter.ts';

/**
 * Elements of partial sums that may wait: they are memory that a step needs besides, where it needs most. This share of those of all tensors so far, or so many, which no device misses.
 */
const WAITING_SHARE = 1 / 96;
const FEW = 2 ** 18;

interface Waiting {
  readonly parts: Storage;
  readonly splits: number;
  readonly elements: number;
  readonly result: Storage;
}

/**
 * Partial results [splits, …] whose sums nothing has read yet: those of gradients of weights and biases, which only norms and updates want, at the step's end. Several are joined by
 * one kernel then, which a GPU is busy with and the host records once.
 */
export class Joins {
  #waiting: Waiting[] = [];

  /** Whether a kernel with these bindings must come after the joins. */
  isAwaited(bindings: readonly Binding[]): boolean {
    return this.#waiting.some(({ result }) => bindings.some((b) => b.storage === result));
  }

  /** The sum over the first axis, for later. */
  add(e: Emitter, parts: Tensor): Tensor {
    const [splits, ...dims] = parts.dims as readonly [number, ...number[]];
    if (splits === 1) return e.as(parts, dims);
    const { storage: result, ...sum } = e.tensor('f32', dims);
    const added = { parts: e.stored(parts), splits, elements: result.elements, result };
    const elements = [...this.#waiting, added].reduce((n, w) => n + padded(w.parts.elements), 0);
    const most = Math.min(Math.max(e.elements * WAITING_SHARE, FEW), e.target.mostBytes / 4);
    if (elements > most || this.#waiting.length === MOST_JOINS) this.flush(e);
    this.#waiting.push(added);
    return sum;
  }

  /** Joins all that wait, now. */
  flush(e: Emitter): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    const offsets: number[] = [];
    let end = 0;
    for (const { parts } of waiting) {
      offsets.push(end);
      end += padded(parts.elements);
    }
    const joins = waiting.map(({ splits, elements, result }, i) => ({ splits, elements, result, offset: offsets[i]! }));
    const whole = waiting.length === 1 ? waiting[0]!.parts : e.storage(end, 'partial sums');
    if (waiting.length > 1)
      e.packs.lay(
        whole,
        waiting.map((w) => w.parts),
        offsets,
      );
    e.launch(joinsKernel('conv2dWeightGradient', whole, joins), 0, {
      origin: { path: '', phase: 'backward' },
      op: 'conv2dWeightGradient',
    });
  }
}
