/** Round numbers from 0 that reach `largest`: four to eight of them, in steps of 1, 2 or 5 times a power of ten. */
export function axisTicks(largest: number): readonly number[] {
  const rough = largest / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => s >= rough)!;
  const count = Math.ceil(largest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}
