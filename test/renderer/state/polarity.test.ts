import { expect, test } from 'vitest';
import { brightness, looksReversed, meanOf } from '../../../renderer/state/polarity.ts';

/** A bar of ink on a ground, 6 × 6, at some column. */
const bar = (ink: number, ground: number, column: number): Float32Array =>
  Float32Array.from({ length: 36 }, (_, i) => (i % 6 === column ? ink : ground));

const lightOnDark = meanOf([bar(1, 0, 2), bar(0.9, 0, 3)])!;
const darkOnLight = meanOf([bar(0, 1, 2), bar(0.1, 1, 3)])!;
const photographs = meanOf([bar(0.8, 0.4, 1), bar(0.2, 0.6, 3), bar(0.5, 0.5, 5)])!;

test.each([
  ['ink on paper, before light on dark', bar(0.1, 0.95, 2), lightOnDark, true],
  ['light on dark, before the same', bar(1, 0, 4), lightOnDark, false],
  ['light on dark, before ink on paper', bar(0.9, 0.05, 2), darkOnLight, true],
  ['ink on paper, before the same', bar(0, 1, 4), darkOnLight, false],
  ['a bright picture, before photographs', bar(0.5, 0.9, 2), photographs, false],
  ['a dark picture, before photographs', bar(0.5, 0.1, 2), photographs, false],
  ['an even grey', bar(0.5, 0.5, 0), lightOnDark, false],
])('%s', (_, picture, mean, expected) => {
  expect(looksReversed(picture, mean)).toBe(expected);
});

test('of no images there is no mean; brightness weighs green most', () => {
  expect(meanOf([])).toBeNull();
  const rgba = new Uint8ClampedArray([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255]);
  expect([...brightness(rgba)].map((x) => Number(x.toFixed(3)))).toEqual([0.299, 0.587, 0.114, 1]);
});
