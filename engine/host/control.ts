import type { RunControl } from '../train/events.ts';
import { type Wanted, wanted } from './protocol.ts';

/**
 * What a job's owner wants, shared with the job's thread: the thread reads it between steps, even while it has no turn
 * of its event loop.
 */
const states = wanted.options;

export class SharedControl implements RunControl {
  readonly buffer: SharedArrayBuffer;
  readonly #cell: Int32Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    this.buffer = buffer;
    this.#cell = new Int32Array(buffer);
  }

  set(wanted: Wanted): void {
    Atomics.store(this.#cell, 0, states.indexOf(wanted));
  }

  wanted = (): Wanted => states[Atomics.load(this.#cell, 0)] ?? 'run';
}
