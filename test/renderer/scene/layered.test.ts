import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Edge, layered } from '../../../renderer/scene/layered.ts';

const gaps = { rank: 30, node: 20 };
const box = { width: 100, height: 40 };

/** Edges that only lead onwards. */
const graphs = fc.integer({ min: 1, max: 14 }).chain((count) =>
  fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1), fc.boolean()), { maxLength: 30 }).map((pairs) => ({
    count,
    edges: pairs.flatMap(([a, b, light]): Edge[] =>
      a === b ? [] : [{ from: Math.min(a, b), to: Math.max(a, b), light }],
    ),
  })),
);

test('boxes of any graph never overlap, and wires lead down', () => {
  fc.assert(
    fc.property(graphs, ({ count, edges }) => {
      const boxes = Array.from({ length: count }, (_, i) => ({ width: 60 + 20 * (i % 4), height: 30 + 10 * (i % 3) }));
      const corners = layered(boxes, edges, gaps);
      for (const { from, to } of edges)
        expect(corners[to]![1]).toBeGreaterThanOrEqual(corners[from]![1] + boxes[from]!.height);
      for (let i = 0; i < count; i++)
        for (let j = 0; j < i; j++) {
          const [a, b] = [corners[i]!, corners[j]!];
          const apart =
            a[0] + boxes[i]!.width <= b[0] ||
            b[0] + boxes[j]!.width <= a[0] ||
            a[1] + boxes[i]!.height <= b[1] ||
            b[1] + boxes[j]!.height <= a[1];
          expect(apart).toBe(true);
        }
    }),
    { numRuns: 300 },
  );
});

test('circles end, and boxes in one still get places', () => {
  const edges = [
    { from: 0, to: 1, light: false },
    { from: 1, to: 2, light: false },
    { from: 2, to: 0, light: false },
    { from: 1, to: 1, light: false },
  ];
  const corners = layered([box, box, box], edges, gaps);
  expect(new Set(corners.map(([, y]) => y)).size).toBe(3);
});

test('four branches stand side by side with what joins them in their middle', () => {
  const edges = [1, 2, 3, 4].flatMap((branch) => [
    { from: 0, to: branch, light: false },
    { from: branch, to: 5, light: false },
  ]);
  const corners = layered(
    Array.from({ length: 6 }, () => box),
    edges,
    gaps,
  );
  const xs = [1, 2, 3, 4].map((branch) => corners[branch]![0]).sort((a, b) => a - b);
  const middle = (xs[0]! + xs[3]!) / 2;
  expect(Math.abs(corners[5]![0] - middle)).toBeLessThan(3);
  expect(Math.abs(corners[0]![0] - middle)).toBeLessThan(3);
});

test('branches of two stand on one line each, whatever stands beside them', () => {
  const wide = { width: 320, height: 40 };
  // Four branches: one box, two, two, and a narrow one before a wide one.
  const boxes = [box, wide, wide, wide, wide, wide, box, wide, wide];
  const pairs: readonly (readonly [number, number])[] = [
    [0, 1],
    [0, 2],
    [0, 4],
    [0, 6],
    [2, 3],
    [4, 5],
    [6, 7],
    [1, 8],
    [3, 8],
    [5, 8],
    [7, 8],
  ];
  const edges = pairs.map(([from, to]) => ({ from, to, light: false }));
  const corners = layered(boxes, edges, gaps);
  const middles = corners.map(([x], i) => x + boxes[i]!.width / 2);
  for (const [above, below] of pairs.slice(4, 7)) expect(middles[above]).toBe(middles[below]);
  expect(middles[0]).toBe(middles[8]);
});

test('what ends beside a trunk leaves it straight', () => {
  const edges = [
    { from: 0, to: 1, light: false },
    { from: 1, to: 2, light: false },
    { from: 1, to: 4, light: false },
    { from: 2, to: 3, light: false },
  ];
  const corners = layered([box, { width: 320, height: 40 }, box, box, box], edges, gaps);
  const middles = corners.map(([x], i) => x + (i === 1 ? 160 : 50));
  expect(new Set(middles.slice(0, 4)).size).toBe(1);
  expect(middles[4]).not.toBe(middles[0]);
});
