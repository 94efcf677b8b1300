import { describe, expect, test } from 'vitest';
import { hash32, hashText, Stream } from '../../engine/base/random.ts';

/** The hash as its definition has it, in exact integers: what a backend without `Math.imul` computes. */
function exactHash(...values: readonly number[]): number {
  const mask = 0xffffffffn;
  let h = 0x9e3779b9n;
  for (const value of values) {
    h ^= BigInt(value);
    h = ((h ^ (h >> 16n)) * 0x7feb352dn) & mask;
    h = ((h ^ (h >> 15n)) * 0x846ca68bn) & mask;
    h ^= h >> 16n;
  }
  return Number(h);
}

describe('hash32', () => {
  test('equals exact integer arithmetic, high bits included', () => {
    const words = [0, 1, 2, 0x7fffffff, 0x80000000, 0x9e3779b9, 0xdeadbeef, 0xffffffff];
    for (const a of words) for (const b of words) expect(hash32(a, b, 7)).toBe(exactHash(a, b, 7));
  });

  test('spreads: one changed bit changes about half of the result', () => {
    let changed = 0;
    for (let i = 0; i < 1000; i++) {
      const bits = (hash32(3, i) ^ hash32(3, i ^ (1 << (i % 32)))) >>> 0;
      changed += bits.toString(2).replaceAll('0', '').length;
    }
    expect(Math.abs(changed / 1000 - 16)).toBeLessThan(0.5);
  });

  test('of text depends on order and length', () => {
    expect(new Set(['ab', 'ba', 'a', '', 'ab\0', 'stage1/conv'].map(hashText)).size).toBe(6);
  });
});

describe('a stream', () => {
  const draw = (stream: Stream, n: number, f: (s: Stream) => number): readonly number[] =>
    Array.from({ length: n }, () => f(stream));
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

  test('gives the numbers it always gave', () => {
    const stream = new Stream(42);
    expect([stream.u32(), stream.u32(), stream.uniform(), stream.normal(), stream.below(10)]).toMatchInlineSnapshot(`
      [
        63520334,
        313874477,
        0.3609957427094209,
        -1.2670302472420159,
        6,
      ]
    `);
  });

  test('is the same for the same key and another for any other', () => {
    const first = (...key: readonly number[]): readonly number[] => draw(new Stream(...key), 4, (s) => s.u32());
    expect(first(1, 2)).toEqual(first(1, 2));
    expect(new Set([first(1, 2), first(2, 1), first(1), first(1, 2, 0)].map(String)).size).toBe(4);
  });

  test('is uniform in [low, high)', () => {
    const values = draw(new Stream(1), 20_000, (s) => s.uniform(-2, 6));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...values)).toBeLessThan(6);
    expect(Math.abs(mean(values) - 2)).toBeLessThan(0.06);
    expect(Math.abs(mean(values.map((v) => (v - 2) ** 2)) - 64 / 12)).toBeLessThan(0.1);
  });

  test('is normal: mean 0, variance 1, kurtosis 3, 4.55 % beyond two', () => {
    const values = draw(new Stream(2), 40_000, (s) => s.normal());
    expect(Math.abs(mean(values))).toBeLessThan(0.02);
    expect(Math.abs(mean(values.map((v) => v ** 2)) - 1)).toBeLessThan(0.03);
    expect(Math.abs(mean(values.map((v) => v ** 4)) - 3)).toBeLessThan(0.2);
    expect(Math.abs(mean(values.map((v) => (Math.abs(v) > 2 ? 1 : 0))) - 0.0455)).toBeLessThan(0.005);
  });

  test('draws below a bound evenly', () => {
    const counts = new Array<number>(7).fill(0);
    for (const v of draw(new Stream(3), 14_000, (s) => s.below(7))) counts[v]! += 1;
    expect(counts.every((n) => Math.abs(n - 2000) < 200)).toBe(true);
  });

  test('shuffles: each order of three comes as often', () => {
    const orders = new Map<string, number>();
    const stream = new Stream(4);
    for (let i = 0; i < 6000; i++) {
      const order = stream.shuffle(['a', 'b', 'c']).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    for (const n of orders.values()) expect(Math.abs(n - 1000)).toBeLessThan(150);
  });
});
