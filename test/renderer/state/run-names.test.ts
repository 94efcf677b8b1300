import { expect, test } from 'vitest';
import { namesApart } from '../../../renderer/state/run-names.ts';

const apart = (...runs: readonly (readonly [run: string, name: string])[]): readonly string[] => [
  ...namesApart(runs.map(([run, name]) => ({ run, name }))).values(),
];

test('runs of one name are told apart by their folders, on any system', () => {
  expect(apart(['/runs/a', 'net'], ['/runs/b', 'other'])).toEqual(['net', 'other']);
  expect(apart(['/runs/net', 'net'], ['/runs/net-2', 'net'], ['/runs/x', 'other'])).toEqual([
    'net (net)',
    'net (net-2)',
    'other',
  ]);
  expect(apart(['C:\\sweep\\net-8', 'net'], ['C:\\sweep-2\\net-8', 'net'])).toEqual([
    'net (sweep/net-8)',
    'net (sweep-2/net-8)',
  ]);
});
