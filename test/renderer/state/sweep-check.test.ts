import { expect, test } from 'vitest';
import { problem } from '../../../engine/base/diagnostics.ts';
import type { TrainingCheck } from '../../../engine/host/runs-protocol.ts';
import { type CheckedPoint, ofSweep } from '../../../renderer/state/sweep-check.ts';

const checked = (depth: number, bytes: number, problems: TrainingCheck['problems'] = []): CheckedPoint => ({
  series: depth > 8 ? 'cifar_resnet' : 'cifar_plain',
  depth,
  check: {
    problems,
    facts: {
      device: { id: 'cpu', name: 'CPU' },
      data: null,
      classes: 10,
      params: 1000 * depth,
      steps: 200,
      stepsPerEpoch: 20,
      memory: { predictedBytes: bytes, deviceBytes: 1e9 },
      disk: { neededBytes: bytes / 10, freeBytes: 1e9 },
    },
  },
});

const memory = (needed: string) =>
  problem('train.memory', '', { needed, available: '1 GiB', batch: 64 }, { field: 'batch' });

test('a sweep takes what its networks take together; the lightest and the heaviest are named', () => {
  const { facts, sweep, problems } = ofSweep([checked(20, 3e6), checked(8, 1e6), checked(14, 2e6)]);
  expect(problems).toEqual([]);
  expect(facts).toMatchObject({ steps: 600, disk: { neededBytes: 6e5 } });
  expect(sweep).toMatchObject({
    runs: 3,
    lightest: { series: 'cifar_plain', depth: 8, bytes: 1e6 },
    heaviest: { series: 'cifar_resnet', depth: 20, bytes: 3e6 },
  });
});

test('a mistake that some networks have is told once, of the deepest; one that all have is told of none', () => {
  const everywhere = problem('data.tooFewImages', '', { images: 10, batch: 64 });
  const { problems, sweep } = ofSweep([
    checked(8, 1e6, [everywhere]),
    checked(14, 2e9, [everywhere, memory('2 GiB')]),
    checked(20, 3e9, [everywhere, memory('3 GiB')]),
  ]);
  expect(problems.map(({ code, values }) => [code, values['needed']])).toEqual([
    ['data.tooFewImages', undefined],
    ['train.memory', '3 GiB'],
  ]);
  expect(problems.map((one) => sweep?.of.get(one)?.depth)).toEqual([undefined, 20]);
});
