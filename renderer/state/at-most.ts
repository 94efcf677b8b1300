/**
 * Acts soon after it was asked to, at most once in `ms`: however often something changes, what shows it has the time
 * between to itself.
 */
export class AtMost {
  readonly #ms: number;
  readonly #act: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #acted = Number.NEGATIVE_INFINITY;

  constructor(ms: number, act: () => void) {
    this.#ms = ms;
    this.#act = act;
  }

  soon(): void {
    this.#timer ??= setTimeout(() => this.now(), Math.max(0, this.#acted + this.#ms - performance.now()));
  }

  now(): void {
    this.cancel();
    this.#acted = performance.now();
    this.#act();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** As fast as a person reads numbers that run: curves, facts and gradients of a training are drawn no more often. */
export const LIVE_MS = 100;
