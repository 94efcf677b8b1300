import { expect, test } from 'vitest';
import { wrapped } from '../../../renderer/canvas/export-marks.ts';
import { clipped } from '../../../renderer/canvas/svg.ts';

const letters = (text: string): number => text.length;

test.each([
  ['one two three', 8, ['one two', 'three']],
  ['first\n\nlast', 20, ['first', '', 'last']],
  ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
  ['残差块很深', 3, ['残差块', '很深']],
  ['', 5, ['']],
] as const)('%j is broken at %i', (text, width, lines) => {
  expect(wrapped(text, width, letters)).toEqual(lines);
});

test.each([
  ['fits', 4, 'fits'],
  ['one two three', 8, 'one two…'],
  ['one two three', 5, 'one…'],
  ['残差块很深', 3, '残差…'],
  ['wide', 1, ''],
  ['wide', 0, ''],
] as const)('%j in a room of %i is never wider than it', (text, room, seen) => {
  expect(clipped(text, room, letters)).toBe(seen);
});
