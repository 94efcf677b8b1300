import { expect, test } from 'vitest';
import { analyze } from '../../engine/analyze/analyze.ts';
import { expand } from '../../engine/design/expand.ts';
import { processorProblems } from '../../engine/host/jobs/memory-checks.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { design, node } from '../design/support.ts';

/** The classic mistake: a dense layer on a whole feature map. */
const { network } = expand(
  design([
    node('input', 'input', [], { params: { height: 224, width: 224, channels: 1 } }),
    node('conv', 'conv2d', ['input'], { params: { filters: 64 } }),
    node('flatten', 'flatten', ['conv']),
    node('hidden', 'dense', ['flatten'], { params: { units: 4096 } }),
    node('dense', 'dense', ['hidden'], { params: { units: 10 } }),
    node('classifier', 'classifier', ['dense']),
  ]),
  {},
);
const device = (gib: number) => ({
  id: 'cpu',
  backend: 'ort' as const,
  name: 'a processor',
  memoryBytes: gib * 2 ** 30,
  features: [],
});
const settings = trainingSettings.parse({ batch: 8 });

test('a network larger than the memory is refused before it is made, with both numbers', () => {
  expect(processorProblems(analyze(network), settings, device(24))).toMatchObject([
    { code: 'train.memory', severity: 'error', values: { batch: 8, available: '24.0 GiB' }, fixes: [] },
  ]);
  expect(processorProblems(analyze(network), settings, device(10_000))).toEqual([]);
});

test('a batch that is too large for the memory comes with one that fits', () => {
  const wide = analyze(
    expand(
      design([
        node('input', 'input', [], { params: { height: 256, width: 256, channels: 3 } }),
        node('conv', 'conv2d', ['input'], { params: { filters: 64 } }),
        node('pool', 'globalAveragePool', ['conv']),
        node('flatten', 'flatten', ['pool']),
        node('dense', 'dense', ['flatten'], { params: { units: 10 } }),
        node('classifier', 'classifier', ['dense']),
      ]),
      {},
    ).network,
  );
  const [found] = processorProblems(wide, trainingSettings.parse({ batch: 512 }), device(4));
  const fits = Number(found?.values['fits']);
  expect(found).toMatchObject({ code: 'train.memory', severity: 'error' });
  expect(fits).toBeGreaterThan(0);
  expect(processorProblems(wide, trainingSettings.parse({ batch: fits }), device(4))).toEqual([]);
});
