import { describe, expect, test } from 'vitest';
import { bytes, compact, duration, grouped, percent } from '../../engine/base/format.ts';

describe('number formats', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [120422400, '120,422,400'],
    [-1234567, '-1,234,567'],
    [1234.5678, '1,234.5678'],
    [1e21, '1e+21'],
  ])('grouped(%d) is %s', (n, text) => {
    expect(grouped(n)).toBe(text);
  });

  test.each([
    [0, '0'],
    [0.5, '0.500'],
    [999, '999'],
    [1000, '1.00 k'],
    [999_499, '999 k'],
    [999_600, '1.00 M'],
    [1_814_073_344, '1.81 G'],
    [-2500, '-2.50 k'],
    [5e21, '5000 E'],
  ])('compact(%d) is %s', (n, text) => {
    expect(compact(n)).toBe(text);
  });

  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [46_758_048, '44.6 MiB'],
    [1_073_741_823, '1.00 GiB'],
  ])('bytes(%d) is %s', (n, text) => {
    expect(bytes(n)).toBe(text);
  });

  test.each([
    [0, '0 µs'],
    [0.0853, '85.3 µs'],
    [0.9996, '1.00 ms'],
    [12.34, '12.3 ms'],
    [999.6, '1.00 s'],
    [4210, '4.21 s'],
    [59_960, '1 min 00 s'],
    [185_000, '3 min 05 s'],
    [3_599_600, '1 h 00 min'],
    [7_620_000, '2 h 07 min'],
  ])('duration(%d ms) is %s', (n, text) => {
    expect(duration(n)).toBe(text);
  });

  test.each([
    [0, '0.0 %'],
    [0.0004, '<0.1 %'],
    [0.1234, '12.3 %'],
    [1, '100.0 %'],
  ])('percent(%d) is %s', (n, text) => {
    expect(percent(n)).toBe(text);
  });
});
