import { expect, test } from 'vitest';
import { type Corner, standingOf } from '../../../renderer/canvas/minimap-corner.ts';

const corners: readonly Corner[] = ['bottom-right', 'top-right', 'bottom-left'];
/** 800 × 600 pixels seen at half size: 1600 × 1200 of the drawing, an overview of 340 × 240 in it. */
const frame = { seen: { x: 0, y: 0, width: 1600, height: 1200 }, zoom: 0.5, width: 170, height: 120, margin: 10 };
const tall = { x: 0, y: 0, width: 1600, height: 5000 };
const at = (x: number, y: number) => ({ x, y, width: 200, height: 80 });

test.each([
  ['the first free one', [at(100, 100)], 'bottom-right', 'bottom-right'],
  ['another one where cards lie there', [at(1400, 1100)], 'bottom-right', 'top-right'],
  ['the one where it stands, as long as that is free', [at(1400, 1100)], 'bottom-left', 'bottom-left'],
  ['the edge of a card counts, one outside does not', [at(1150, 900), at(1400, 1300)], 'bottom-right', 'top-right'],
  ['none where all have cards', [at(1400, 1100), at(1400, 100), at(50, 1000)], 'bottom-right', 'covering'],
] as const)('the overview stands in %s', (_, cards, now, expected) => {
  expect(standingOf(frame, tall, cards, corners, now)).toBe(expected);
});

test('it is not needed where the whole drawing is seen', () => {
  expect(standingOf(frame, { x: 10, y: 10, width: 500, height: 500 }, [at(1400, 1100)], corners, 'top-right')).toBe(
    'unneeded',
  );
});
