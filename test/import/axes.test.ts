import { assert, integer, property, record, shuffledSubarray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asInFile, asInLayer } from '../../engine/import/lift/arrange.ts';
import { type Axes, featureOrder, type Lengths, MAP, regroup, sameAxes } from '../../engine/import/lift/axes.ts';

const lengths: Lengths = { N: 2, C: 3, H: 4, W: 5 };
const axesOf = (text: string): Axes =>
  text.split(' ').map((axis) => Array.from(axis.replace('-', '')) as Axes[number][number][]);

describe('regroup', () => {
  test.each([
    ['N C H W', [2, 60], 'N CHW'],
    ['N C H W', [2, 3, 20], 'N C HW'],
    ['N H W C', [2, 60], 'N HWC'],
    ['N CHW', [2, 3, 4, 5], 'N C H W'],
    ['N C H W', [2, 1, 3, 4, 5, 1], 'N - C H W -'],
    ['N C H W', [120], 'NCHW'],
    ['N C H W', [6, 20], 'NC HW'],
  ])('%s as %j', (from, wanted, to) => {
    expect(regroup(axesOf(from), wanted, lengths)).toEqual(axesOf(to));
  });

  test.each([
    ['an axis would be cut', [2, 6, 10]],
    ['channels would be cut', [2, 1, 3, 2, 10]],
    ['numbers would be lost', [2, 3, 4]],
  ])('null where %s', (_, wanted) => {
    expect(regroup(MAP, wanted, lengths)).toBeNull();
  });

  test('a batch of one goes to the first axis of one, and may be left out', () => {
    const single: Lengths = { N: 1, C: 3, H: 1, W: 1 };
    expect(regroup(MAP, [1, 3], single)).toEqual(axesOf('N C'));
    expect(regroup(MAP, [3], single)).toEqual(axesOf('NC'));
    expect(regroup(axesOf('NC'), [1, 3, 1, 1], single)).toEqual(axesOf('N C - -'));
  });
});

test('axes of one number say nothing of the order', () => {
  expect(sameAxes(axesOf('N C - -'), MAP, { N: 1, C: 8, H: 1, W: 1 })).toBe(true);
  expect(sameAxes(axesOf('N H W C'), MAP, { N: 1, C: 1, H: 8, W: 1 })).toBe(false);
  expect(sameAxes(axesOf('N H W C'), MAP, { N: 1, C: 8, H: 8, W: 8 })).toBe(false);
});

test('what is put in a file’s order and back is what it was, in every order of axes', () => {
  const orders = shuffledSubarray(['C', 'H', 'W'] as const, { minLength: 3, maxLength: 3 });
  const sizes = record({
    C: integer({ min: 1, max: 4 }),
    H: integer({ min: 1, max: 4 }),
    W: integer({ min: 1, max: 4 }),
  });
  assert(
    property(orders, sizes, (order, size) => {
      const all: Lengths = { N: 2, ...size };
      const axes: Axes = [['N'], ...order.map((own) => [own])];
      const numbers = Float32Array.from({ length: 2 * size.C * size.H * size.W }, (_, i) => i);
      const inFile = asInFile(numbers, axes, all);
      expect(asInLayer(inFile, axes, all)).toEqual(numbers);
      // Of one image the same order, number by number.
      const places = featureOrder(order, all);
      const one = Array.from(inFile.subarray(0, numbers.length / 2));
      expect(one).toEqual(places ? [...places] : [...numbers.subarray(0, numbers.length / 2)]);
    }),
    { seed: 20261201, numRuns: 60 },
  );
});
