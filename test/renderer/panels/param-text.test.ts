import { expect, test } from 'vitest';
import { parseValue, showValue } from '../../../renderer/panels/param-text.ts';

test.each([
  ['3', 'size', 3],
  ['3 × 5', 'size', [3, 5]],
  ['3x3', 'size', 3],
  ['1,000', 'int', 1000],
  ['0.5', 'number', 0.5],
  ['=4*filters', 'int', '=4*filters'],
  ['same', 'padding', 'same'],
  ['1, 2, 1, 2', 'padding', [1, 2, 1, 2]],
  ['abc', 'int', 'abc'],
  ['', 'int', undefined],
  ['=', 'int', undefined],
] as const)('%j as %s', (typed, type, value) => {
  expect(parseValue(typed, type)).toEqual(value);
});

test.each([3, [3, 5], '=filters', 'same'] as const)('what is shown reads back: %j', (value) => {
  expect(parseValue(showValue(value), 'size')).toEqual(value);
});
