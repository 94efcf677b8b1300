import { expect, test } from 'vitest';
import { RunSeries } from '../../../renderer/series/run-series.ts';
import { reportAt } from '../../../renderer/state/gradients.ts';

const series = new RunSeries();
series.start({
  layerMetrics: [
    'gradientNorm/stem',
    'gradientNorm/block/conv1',
    'gradientNorm/block/conv2',
    'residualRatio/block/add',
  ],
});
const step = (at: number, accuracy: number, layers?: readonly number[]) =>
  series.step({
    type: 'step',
    epoch: 0,
    step: at,
    loss: 1,
    accuracy,
    top5: 1,
    learningRate: 0.1,
    gradientNorm: 1,
    ms: 1,
    imagesPerSecond: 1,
    secondsLeft: 1,
    heads: { 'accuracy/classifier': accuracy },
    ...(layers ? { layers } : {}),
  });
step(0, 0.1, [1, 3, 4, 0.5]);
step(1, 0.2);
step(2, 0.3, [2, 6, 8, 0.25]);

test('a block has the norm over all weights in it: the root of the sum of squares', () => {
  const { norms, ratios } = reportAt(series, 0);
  expect(Object.fromEntries(norms)).toEqual({ stem: 1, block: 5, 'block/conv1': 3, 'block/conv2': 4 });
  expect(Object.fromEntries(ratios)).toEqual({ 'block/add': 0.5 });
});

test('a report is of its own step, also where other steps reported no layers', () => {
  const report = reportAt(series, 1);
  expect([report.step, report.norms.get('block'), report.accuracies.get('classifier')]).toEqual([2, 10, 0.3]);
});
