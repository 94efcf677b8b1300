/** Milliseconds for all that is measured before a step is compiled. */
const MILLISECONDS = 10_000;
/** Of them, kept for what cannot be predicted: a run in a spell of load, lowering and freeing in between, the file of choices. */
const RESERVE = 500;

/**
 * The time that tuning has. It foretells what takes how long from the slowest so far, so that nothing is begun that may not end in time; what is longer than
 * foretold is late by itself, and nothing follows it.
 */
export class Budget {
  readonly #end: number;
  /** Milliseconds of the slowest loading. */
  #loading = 0;
  /** Milliseconds a floating-point operation, of the slowest run; as assumed, until one has run. */
  #pace: number;
  #hasRun = false;

  /** From now on. `pace`: of a device as slow as there may be. */
  constructor(pace: number, milliseconds = MILLISECONDS - RESERVE) {
    this.#end = performance.now() + milliseconds;
    this.#pace = pace;
  }

  has(milliseconds: number): boolean {
    return performance.now() + milliseconds <= this.#end;
  }

  /** Milliseconds that a run of so many operations may take. */
  run(flops: number): number {
    return this.#pace * flops;
  }

  /** Whether so many runs of so many operations each, and loading before, would end in time. */
  hasRuns(runs: number, flops: number): boolean {
    return this.has(this.#loading + runs * this.run(flops));
  }

  /** What `work` gives, compiling and loading; null where the time is over before. It goes on by itself then. */
  async loading<T>(work: Promise<T>): Promise<T | null> {
    const began = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const end = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, this.#end - began, null);
    });
    try {
      return await Promise.race([work, end]);
    } finally {
      clearTimeout(timer);
      this.#loading = Math.max(this.#loading, performance.now() - began);
    }
  }

  /** Waits for `work`, a run of so many operations, however long it takes; resolves with what it gives and its milliseconds by the wall. */
  async running<T>(flops: number, work: Promise<T>): Promise<readonly [result: T, milliseconds: number]> {
    const began = performance.now();
    const result = await work;
    const milliseconds = performance.now() - began;
    this.#pace = Math.max(this.#hasRun ? this.#pace : 0, milliseconds / flops);
    this.#hasRun = true;
    return [result, milliseconds];
  }
}
