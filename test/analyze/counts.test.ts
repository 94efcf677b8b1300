import { expect, test } from 'vitest';
import { reportAnalysis } from '../../engine/analyze/report.ts';
import { layerTable } from '../../engine/analyze/table.ts';
import { tableText } from '../../engine/analyze/table-text.ts';
import { describe as message } from '../../engine/base/catalogue/index.ts';
import { type Drawn, network } from '../compile/small-nets.ts';

const analyzed = (...lines: readonly Drawn[]) =>
  network(['input', 'input', { height: 8, width: 8, channels: 1 }], ...lines);
const large = { height: 65_536, width: 65_536, channels: 65_536 };

/** Each doubles the channels of the one before. */
const doubling = (count: number): readonly Drawn[] =>
  Array.from({ length: count }, (_, i): Drawn => {
    const from = i === 0 ? 'input' : `c${i - 1}`;
    return [`c${i}`, 'concat', {}, from, from];
  });

/** Numbers of a report that JSON cannot hold, or that have no last digit. */
function uncounted(value: unknown): readonly unknown[] {
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? [value] : Number.isFinite(value) ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(uncounted) : [];
}

test.each([
  [
    'concats that double 1,100 times',
    [...doubling(1100), ['flat', 'flatten'], ['head', 'classifier']],
    'c42',
    'output numbers',
  ],
  [
    'a kernel of 1023² on 65,536² × 65,536',
    [
      ['at', 'input', large],
      ['conv', 'conv2d', { kernel: 1023, filters: 64 }],
    ],
    'conv',
    'multiplications',
  ],
  ['weights', [...doubling(34), ['conv', 'conv2d', { kernel: 64, filters: 4096 }]], 'conv', 'parameters'],
  [
    'strides of 1,024 that follow each other',
    Array.from({ length: 120 }, (_, i): Drawn => [`p${i}`, 'maxPool', { kernel: 2, stride: 1024, padding: 'same' }]),
    'p4',
    'pixels between neighbouring outputs',
  ],
] as const)('%s: too large to count is a problem at the first layer, not a number', (_, lines, node, what) => {
  const analysis = analyzed(...(lines as readonly Drawn[]));
  const found = analysis.problems.filter((p) => p.code === 'count.tooLarge');
  expect(found.map((p) => [p.node, p.values['what'], p.severity])).toEqual([[node, what, 'error']]);
  expect(message(found[0]!)).toContain('281474976710656');
  expect(uncounted(reportAnalysis(analysis, { batch: 1 }))).toEqual([]);
  expect(tableText(layerTable(analysis))).not.toMatch(/Infinity|NaN|e\+/);
});

test('layers that can be counted, and whose sum cannot, are a problem of the network', () => {
  const heavy = Array.from(
    { length: 40 },
    (_, i): Drawn => [`c${i}`, 'conv2d', { kernel: 5, filters: 64, bias: false }],
  );
  const analysis = network(['input', 'input', { height: 16_000, width: 16_000, channels: 1 }], ...heavy);
  const codes = new Set(analysis.problems.map((p) => p.code));
  expect([...codes]).toContain('count.totalTooLarge');
  expect([...codes]).not.toContain('count.tooLarge');
});

test('the largest counts are exact to the last digit', () => {
  const analysis = network(
    ['input', 'input', { height: 1, width: 1, channels: 65_535 }],
    ['flat', 'flatten'],
    ['dense', 'dense', { units: 1_048_575, bias: false }],
  );
  expect(analysis.totals.multiplies).toBe(65_535 * 1_048_575);
  expect(analysis.problems.map((p) => p.code)).toEqual(['network.noHead']);
});
