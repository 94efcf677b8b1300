import { expect, test } from 'vitest';
import { ortBackend } from '../../engine/backends/ort/index.ts';
import { compileTraining } from '../../engine/compile/training.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { feedsOf } from '../compile/feeds.ts';
import { network } from '../compile/small-nets.ts';

test('an update of less than half an ulp changes no weight, and its ratio is 0', async () => {
  const net = network(
    ['input', 'input', { height: 6, width: 6, channels: 3 }],
    ['conv', 'conv2d', { filters: 16, kernel: 3, bias: false }],
    ['flat', 'flatten'],
    ['dense', 'dense', { units: 3, bias: false }],
    ['head', 'classifier'],
  );
  const step = compileTraining(net, trainingSettings.parse({ batch: 2, weightDecay: 0 }));
  const feeds = feedsOf(step.graph);
  const state = new Map(step.graph.states.map((s) => [s.name, Float32Array.from(feeds.get(s.name)!.data).fill(1)]));
  const executable = await ortBackend.compileTraining(step, { autotune: false, state });
  const images = Float32Array.from(feeds.get('images')!.data);
  const labels = BigInt64Array.from([0n, 1n]);
  const { metrics } = await executable.run({ images, labels, learningRate: 1e-12, step: 0, seed: 1 });
  const weights = await executable.readState();
  await executable.dispose();
  expect(new Set(weights.get('conv.weight'))).toEqual(new Set([1]));
  const ratios = step.metrics.filter((name) => name.startsWith('updateRatio/'));
  expect(ratios.map((name) => metrics[step.metrics.indexOf(name)])).toEqual(ratios.map(() => 0));
  expect(ratios.length).toBe(2);
});
