const FIRST_ROOM = 256;

/** Smallest and largest of blocks of numbers. */
interface Level {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Numbers in the order of steps. Beside them it keeps the smallest and largest of every whole block of 2, 4, 8, …
 * numbers, so that a chart of any length is drawn from as many blocks as it has pixels. Adding one costs O(1) on
 * average. NaN stands for a number that is missing.
 */
export class Column {
  #values = new Float64Array(FIRST_ROOM);
  #length = 0;
  /** Level k holds blocks of 2^(k + 1). */
  #levels: Level[] = [];

  static of(values: Iterable<number>): Column {
    const column = new Column();
    for (const value of values) column.push(value);
    return column;
  }

  get length(): number {
    return this.#length;
  }

  /** NaN beyond the ends. */
  at(index: number): number {
    return index >= 0 && index < this.#length ? this.#values[index]! : Number.NaN;
  }

  last(): number {
    return this.at(this.#length - 1);
  }

  /** A view on the numbers from `from` to before `to`, no copy. */
  part(from = 0, to = this.#length): Float64Array {
    return this.#values.subarray(from, Math.min(to, this.#length));
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length++] = value;
    for (let level = 0; this.#length % (2 << level) === 0; level++) this.#close(level);
  }

  /**
   * Smallest and largest of block `block` of 2^`level` numbers; of those that are there in the last one. NaN where
   * there are none.
   */
  extremes(level: number, block: number): readonly [low: number, high: number] {
    const whole = (block + 1) << level <= this.#length;
    const kept = this.#levels[level - 1];
    if (whole && kept) return [kept.low[block]!, kept.high[block]!];
    let [low, high] = [Number.NaN, Number.NaN];
    for (let i = block << level; i < Math.min((block + 1) << level, this.#length); i++) {
      low = lower(low, this.#values[i]!);
      high = higher(high, this.#values[i]!);
    }
    return [low, high];
  }

  /** The block of 2^(level + 1) numbers that ends here, from its two halves. */
  #close(level: number): void {
    this.#levels[level] ??= this.#room(level);
    const { low, high } = this.#levels[level];
    const block = (this.#length >> (level + 1)) - 1;
    const [firstLow, firstHigh] = this.extremes(level, 2 * block);
    const [secondLow, secondHigh] = this.extremes(level, 2 * block + 1);
    low[block] = lower(firstLow, secondLow);
    high[block] = higher(firstHigh, secondHigh);
  }

  #room(level: number): Level {
    const blocks = this.#values.length >> (level + 1);
    return { low: new Float64Array(blocks), high: new Float64Array(blocks) };
  }

  #grow(): void {
    const longer = (values: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(2 * values.length);
      grown.set(values);
      return grown;
    };
    this.#values = longer(this.#values);
    this.#levels = this.#levels.map(({ low, high }) => ({ low: longer(low), high: longer(high) }));
  }
}

/** The smaller of two numbers; where one is missing, the other. */
const lower = (a: number, b: number): number => (a <= b || Number.isNaN(b) ? a : b);
const higher = (a: number, b: number): number => (a >= b || Number.isNaN(b) ? a : b);

/** Index of the last of ascending `steps` that is not after `step`; -1 where all are. */
export function indexAt(steps: Column, step: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps.at(middle) <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
