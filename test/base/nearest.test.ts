import { expect, test } from 'vitest';
import { nearest } from '../../engine/base/nearest.ts';

const names = ['conv2d', 'maxPool', 'averagePool', 'relu', 'relu6', 'batchNorm'];

test.each([
  ['conv2', 'conv2d'],
  ['covn2d', 'conv2d'],
  ['maxpool', 'maxPool'],
  ['batchnrm', 'batchNorm'],
  ['rleu', 'relu'],
  ['relu7', 'relu'],
  ['lstm', null],
  ['', null],
  ['x'.repeat(1000), null],
])('%s → %s', (wanted, found) => {
  expect(nearest(wanted, names)).toBe(found);
});

test('looks at a bounded number of names', () => {
  const many = Array.from({ length: 1000 }, (_, i) => `unlike${i}`);
  expect(nearest('conv2d', ['conv2', ...many])).toBe('conv2');
  expect(nearest('conv2d', [...many, 'conv2'])).toBeNull();
});
