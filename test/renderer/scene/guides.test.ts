import { expect, test } from 'vitest';
import { lineUp } from '../../../renderer/scene/guides.ts';
import type { Rect } from '../../../renderer/scene/route.ts';

const card = (x: number, y: number): Rect => ({ x, y, width: 200, height: 80 });

test('a card is drawn to its neighbour’s edge along one axis, and the line runs through both', () => {
  const { dx, dy, guides } = lineUp(card(3, 400), [card(0, 0)], 5);
  expect({ dx, dy }).toEqual({ dx: -3, dy: 0 });
  expect(guides).toEqual([0, 100, 200].map((at) => ({ vertical: true, at, from: 0, to: 480 })));
});

test('of an edge and a place of equal gaps the nearer one draws; both axes at once', () => {
  // 2 away from the row's top, 1 from as far right of the second card as that is from the first.
  const { dx, dy, guides } = lineUp(card(521, 2), [card(0, 0), card(260, 0)], 5);
  expect({ dx, dy }).toEqual({ dx: -1, dy: -2 });
  expect(guides).toEqual([0, 40, 80].map((at) => ({ vertical: false, at, from: 0, to: 720 })));
});

test('what is further than the reach draws nothing', () => {
  expect(lineUp(card(40, 700), [card(0, 0)], 5)).toEqual({ dx: 0, dy: 0, guides: [] });
});
