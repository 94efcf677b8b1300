import { describe, expect, test } from 'vitest';
import { depthChart } from '../../engine/host/charts/depth-chart.ts';
import { axisTicks } from '../../engine/host/charts/ticks.ts';
import type { SweepPoint } from '../../engine/host/runs-protocol.ts';

const point = (series: string, depth: number, trainingError: number | null, validationError: number): SweepPoint => ({
  label: `${series}-${depth}`,
  series,
  depth,
  params: 1000,
  status: trainingError === null ? 'failed' : 'done',
  trainingLoss: trainingError,
  trainingError,
  validationLoss: trainingError,
  validationError: trainingError === null ? null : validationError,
  seconds: 1,
  run: null,
});

const points = [
  point('cifar_plain', 8, 0.112, 0.134),
  point('cifar_plain', 20, 0.097, 0.122),
  point('cifar_plain', 32, 0.121, 0.149),
  point('cifar_plain', 56, 0.193, 0.21),
  point('cifar_resnet', 8, 0.109, 0.131),
  point('cifar_resnet', 20, 0.081, 0.117),
  point('cifar_resnet', 32, 0.074, 0.112),
  point('cifar_resnet', 56, 0.07, 0.115),
];

test('the chart of a sweep', async () => {
  await expect(depthChart(points, 'fashion, 5 epochs, batch 64')).toMatchFileSnapshot('../golden/depth-chart.svg');
});

test('text from outside is escaped, a design that diverged is named, and a single depth has a place', () => {
  const chart = depthChart([point('a<b>&"c"', 8, null, 0), point('d', 8, 0.5, 0.6)], 'set <x>');
  expect(chart).not.toContain('<b>');
  expect(chart).toContain('set &lt;x&gt;');
  expect(chart).toContain('diverged: a&lt;b&gt;&amp;&quot;c&quot;-8');
  expect(chart).not.toMatch(/NaN|Infinity/);
});

test('labels at the ends of curves do not overlap', () => {
  const close = [0.5, 0.501, 0.502, 0.503].map((error, i) => point(`s${i}`, 8, error, error));
  const places = [...depthChart(close, '').matchAll(/class="end" x="[\d.]+" y="([\d.]+)"/g)].map((m) => Number(m[1]));
  expect(places).toHaveLength(8);
  for (const [i, y] of places.slice(1).entries()) expect(y - places[i]!).toBeGreaterThanOrEqual(16);
});

describe('ticks', () => {
  test.each([
    [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [21, [0, 5, 10, 15, 20, 25]],
    [60, [0, 10, 20, 30, 40, 50, 60]],
    [90.2, [0, 20, 40, 60, 80, 100]],
  ])('up to %d', (largest, ticks) => {
    expect(axisTicks(largest)).toEqual(ticks);
  });
});
