import { expect, test } from 'vitest';
import { wrapped } from '../../../renderer/canvas/export-marks.ts';

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
