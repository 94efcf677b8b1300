import { expect, test } from 'vitest';
import { heatColour, normHeat, normMarks } from '../../../renderer/theme/heat.ts';

test('each mark has its colour, and between two marks it is the mean of the logarithm', () => {
  expect(normMarks.map(normHeat)).toEqual([0, 1, 2, 3, 4, 5].map((place) => expect.closeTo(place, 9)));
  expect(normHeat(0.1)).toBeCloseTo(2.5, 9);
});

test.each([
  [0, 0],
  [1e-12, 0],
  [1e9, 5],
  [Infinity, 5],
  [NaN, 5],
])('a norm of %d stands at %d', (norm, place) => expect(normHeat(norm)).toBe(place));

test('the ends of the scale are its own colours', () => {
  expect(heatColour(0, (name) => name)).toBe('color-mix(in oklab, heat-1 0%, heat-0)');
  expect(heatColour(5, (name) => name)).toBe('color-mix(in oklab, heat-5 100%, heat-4)');
});
