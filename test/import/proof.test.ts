import { expect, test } from 'vitest';
import { firstDifference } from '../../engine/host/jobs/import/parting.ts';
import { fedTo, prove } from '../../engine/host/jobs/import/proof.ts';
import { readImported } from '../../engine/host/jobs/import/read.ts';
import { type Made, made } from './made.ts';

const convolutions = made({
  floats: { a: [3, 3, 3, 3], b: [4, 3, 3, 3], c: [4, 4, 1, 1] },
  nodes: [
    ['Conv', 'x a', 'first', { pads: [1, 1, 1, 1] }],
    ['Relu', 'first', 'positive'],
    ['Conv', 'positive b', 'second'],
    ['Conv', 'second c', 'third'],
    ['GlobalAveragePool', 'third', 'pooled'],
    ['Flatten', 'pooled', 'y'],
  ],
});

const scoresOf: Made['nodes'] = [
  ['Flatten', 'x', 'flat'],
  ['Gemm', 'flat w', 'scores', { transB: 1 }],
];

test('where a design computes something else, the first tensor that differs is named with its node', async () => {
  const file = readImported(convolutions);
  const fed = fedTo(file, null);
  expect(await firstDifference(file, fed, 1e-4)).toBeNull();

  const saturated = made({ nodes: [...scoresOf, ['Softmax', 'scores', 'y']], floats: { w: [4, 108] } });
  expect(await firstDifference(readImported(saturated), fedTo(readImported(saturated), null), 1e-4)).toBeNull();

  const [first, , second] = file.lifted.layers.slice(1).map((layer) => file.imported.names.get(layer)!);
  for (const [node, tensor] of [
    [second!, 'second'],
    [first!, 'first'],
  ] as const) {
    const numbers = file.imported.weights.get(`${node}.weight`)!;
    numbers[0]! += 1;
    const found = await firstDifference(file, fed, 1e-4);
    expect(found).toMatchObject({ tensor, node });
    expect(found!.difference).toBeGreaterThan(1e-4 * found!.largest);
  }
});

test('a file that ends in a softmax is compared by its scores, so that saturated probabilities hide nothing', async () => {
  const scaled = { dims: [4, 108], data: Array.from({ length: 432 }, (_, i) => 1e4 * Math.sin(i)) };
  const file = readImported(
    made({
      floats: { w: scaled },
      nodes: [...scoresOf, ['Softmax', 'scores', 'y']],
    }),
  );
  const fed = fedTo(file, null);
  const right = await prove(file, fed);
  expect(right.largest).toBeGreaterThan(1e4);
  expect(right.output.name).toBe('scores');
  expect(right.difference).toBeLessThanOrEqual(1e-4 * right.largest);
  const weights = file.imported.weights.get('dense.weight')!;
  for (const i of weights.keys()) weights[i]! *= 2;
  const wrong = await prove(file, fed);
  expect(wrong.difference).toBeGreaterThan(0.1 * right.largest);
});
