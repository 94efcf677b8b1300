import { expect, test } from 'vitest';
import type { Rect } from '../../../renderer/scene/route.ts';
import { distancesOf, evenShift, mirrored } from '../../../renderer/scene/spacing.ts';

const card = (x: number, y: number): Rect => ({ x, y, width: 200, height: 80 });
/** A column with gaps of 40 and 200, and a card that shares no column with it. */
const column = [card(0, 0), card(0, 120), card(0, 400), card(600, 230)];

test.each([
  ['as far from the one above as that is from the next', card(10, 243), 240 - 243],
  ['halfway between two', card(-30, 263), 260 - 263],
  ['as far from the one below as that is from the next', { ...card(0, -117), x: 20 }, -120 + 117],
  ['nowhere where no place is near', card(0, 251), null],
] as const)('a box in a column is drawn %s', (_, box, dy) => {
  expect(evenShift(box, column, 4)).toBe(dy);
});

test('in a row the same holds for x', () => {
  const row = column.map(mirrored);
  const box = { x: 243, y: 10, width: 80, height: 200 };
  expect(evenShift(mirrored(box), row.map(mirrored), 4)).toBe(-3);
  expect(evenShift(box, row, 4)).toBe(null);
});

test('gaps to the nearest on each side are told, equal ones with those that they equal', () => {
  expect(distancesOf(card(50, 240), column, 300)).toEqual([
    { vertical: true, at: 125, from: 200, to: 240, equal: true },
    { vertical: true, at: 125, from: 320, to: 400, equal: false },
    { vertical: true, at: 100, from: 80, to: 120, equal: true },
  ]);
});

test('nothing is told of what lies further away, or touches', () => {
  expect(distancesOf(card(0, 200), [card(0, 120), card(0, 900)], 300)).toEqual([]);
});
