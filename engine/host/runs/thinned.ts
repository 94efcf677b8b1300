/**
 * Rows of numbers that arrive one by one and are kept in bounded memory: beyond `capacity` rows, neighbours merge into
 * intervals of 2, 4, 8 … rows, each of which keeps the smallest and the largest value of every column, in the order in
 * which they came. NaN stands for no value.
 */
export class Thinned {
  readonly #capacity: number;
  readonly #columns: number;
  /** [capacity, columns, 2]: the two values of an interval; equal where it is one row. */
  readonly #values: Float64Array;
  /** [capacity, 2]: where an interval begins and ends. */
  readonly #at: Float64Array;
  #last: { readonly at: number; readonly row: readonly number[] } | null = null;
  #width = 1;
  #intervals = 0;
  /** Rows in the interval that is being filled. */
  #filled = 0;
  #count = 0;

  constructor(capacity: number, columns: number) {
    this.#capacity = Math.max(4, capacity);
    this.#columns = columns;
    this.#values = new Float64Array(this.#capacity * columns * 2);
    this.#at = new Float64Array(this.#capacity * 2);
  }

  /** Rows that came. */
  get count(): number {
    return this.#count;
  }

  /** `at`: where the row is on the axis; ascending. */
  add(at: number, row: readonly number[]): void {
    if (this.#last) this.#put(this.#last.at, this.#last.row);
    this.#last = { at, row };
    this.#count++;
  }

  /** Positions and columns of what is left. The last row is there as it came. */
  result(): { readonly at: readonly number[]; readonly columns: readonly (readonly number[])[] } {
    const pairs = Array.from({ length: this.#intervals }, (_, i) => i);
    const pick = (values: Float64Array, of: (interval: number) => number): number[] =>
      pairs.flatMap((i) => {
        const first = of(i) * 2;
        return this.#width === 1 ? [values[first]!] : [values[first]!, values[first + 1]!];
      });
    const last = this.#last;
    return {
      at: [...pick(this.#at, (i) => i), ...(last ? [last.at] : [])],
      columns: Array.from({ length: this.#columns }, (_, c) => [
        ...pick(this.#values, (i) => i * this.#columns + c),
        ...(last ? [last.row[c]!] : []),
      ]),
    };
  }

  #put(at: number, row: readonly number[]): void {
    if (this.#filled === 0 || this.#filled === this.#width) this.#open(at);
    this.#filled++;
    const interval = this.#intervals - 1;
    this.#at[interval * 2 + 1] = at;
    for (let c = 0; c < this.#columns; c++) extend(this.#values, (interval * this.#columns + c) * 2, row[c]!);
  }

  #open(at: number): void {
    if (this.#intervals * (this.#width === 1 ? 1 : 2) >= this.#capacity) this.#merge();
    const interval = this.#intervals++;
    this.#filled = 0;
    this.#at[interval * 2] = at;
    this.#values.fill(Number.NaN, interval * this.#columns * 2, (interval + 1) * this.#columns * 2);
  }

  /** Of each two intervals one. */
  #merge(): void {
    const [at, values, columns] = [this.#at, this.#values, this.#columns];
    const merged = Math.ceil(this.#intervals / 2);
    for (let i = 0; i < merged; i++) {
      const pair = 2 * i + 1 < this.#intervals;
      at[2 * i] = at[4 * i]!;
      at[2 * i + 1] = at[pair ? 4 * i + 3 : 4 * i + 1]!;
      for (let c = 0; c < columns; c++) {
        const [to, from] = [(i * columns + c) * 2, (2 * i * columns + c) * 2];
        values[to] = values[from]!;
        values[to + 1] = values[from + 1]!;
        if (!pair) continue;
        extend(values, to, values[from + 2 * columns]!);
        extend(values, to, values[from + 2 * columns + 1]!);
      }
    }
    this.#intervals = merged;
    this.#width *= 2;
  }
}

/**
 * Makes of the smallest and the largest of some values, in the order in which they came, those of `value` after them.
 */
function extend(values: Float64Array, at: number, value: number): void {
  const [first, second] = [values[at]!, values[at + 1]!];
  if (Number.isNaN(value)) return;
  if (Number.isNaN(first)) values.fill(value, at, at + 2);
  else if (value < Math.min(first, second)) replace(values, at, Math.max(first, second), value);
  else if (value > Math.max(first, second)) replace(values, at, Math.min(first, second), value);
}

function replace(values: Float64Array, at: number, first: number, second: number): void {
  values[at] = first;
  values[at + 1] = second;
}
