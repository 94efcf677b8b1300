import { expect, test } from 'vitest';
import type { SweepPoint } from '../../../engine/host/runs-protocol.ts';
import { comparison } from '../../../renderer/tour/experiment.ts';
import { steps } from '../../../renderer/tour/steps.ts';
import { remembered } from '../../../renderer/tour/tour.ts';

test('what the settings hold of the tour is taken as far as it makes sense', () => {
  const at = steps.findIndex(({ id }) => id === 'kernel');
  const stored = { open: true, step: 'kernel', done: ['input', 'gone', 7], sheet: 'a-draft' };
  expect(remembered(stored)).toEqual({ open: true, at, done: new Set(['input']), sheet: 'a-draft' });
  const fresh = { open: false, at: 0, done: new Set(), sheet: null };
  for (const other of [undefined, null, 'kernel', { step: 'of another version', open: true }, { open: true }])
    expect(remembered(other)).toEqual(fresh);
});

test('no two steps have one name, and all but the last can be skipped or done', () => {
  expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
  expect(steps.filter(({ act }) => !act).map(({ id }) => id)).toEqual(['end']);
});

test('the deepest pair of a plain and a residual net that both came to an end is compared', () => {
  const point = (series: string, depth: number, trainingError: number | null): SweepPoint => ({
    label: `${series}-${depth}`,
    series,
    depth,
    params: 1,
    status: trainingError === null ? 'failed' : 'done',
    trainingLoss: null,
    trainingError,
    validationLoss: null,
    validationError: null,
    seconds: 1,
    run: null,
  });
  const points = [point('cifar_plain', 8, 0.1), point('cifar_plain', 44, null), point('cifar_resnet', 8, 0.05)];
  expect(comparison(points)).toMatchObject({
    depth: 8,
    plain: { trainingError: 0.1 },
    residual: { trainingError: 0.05 },
  });
  expect(comparison([...points, point('cifar_resnet', 44, 0.2)])?.depth).toBe(8);
  expect(comparison(points.slice(0, 2))).toBeNull();
});
