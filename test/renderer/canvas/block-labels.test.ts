import { expect, test } from 'vitest';
import { labelOf } from '../../../renderer/canvas/block-labels.ts';
import { sizes } from '../../../renderer/scene/forms.ts';

/** Letters of Inter are 0.56 of their height wide, near enough. */
const measure = (text: string, font: string): number => text.length * 0.56 * Number(/(\d+)px/.exec(font)![1]);

const at = (form: 'card' | 'slim', zoom: number) => ({
  width: sizes[form].width * zoom,
  height: sizes[form].height * zoom,
});
const textOf = (lines: ReturnType<typeof labelOf>): readonly string[] => lines.map(({ text }) => text);

test('a box says its name and what it puts out, in letters of 9 to 11 pixels at any zoom', () => {
  expect(textOf(labelOf('Convolution', '28 × 28 × 6', at('card', 0.41), 'sans-serif', measure))).toEqual([
    'Convolution',
    '28 × 28 × 6',
  ]);
  expect(textOf(labelOf('tanh', '28 × 28 × 6', at('slim', 0.41), 'sans-serif', measure))).toEqual(['tanh']);
  expect(textOf(labelOf('tanh', '120', at('slim', 0.41), 'sans-serif', measure))).toEqual(['tanh', '120']);
  for (let zoom = 0.25; zoom < 0.42; zoom += 0.01)
    for (const form of ['card', 'slim'] as const) {
      const size = at(form, zoom);
      const lines = labelOf('Convolution', '28 × 28 × 6', size, 'sans-serif', measure);
      expect(lines.length, `${form} at ${zoom}`).toBeGreaterThan(0);
      for (const { text, font, x, right } of lines) {
        const width = measure(text, font);
        expect(Number(/(\d+)px/.exec(font)![1])).toBeGreaterThanOrEqual(9);
        expect(right ? x - width : x).toBeGreaterThanOrEqual(0);
        expect(right ? x : x + width).toBeLessThanOrEqual(size.width);
      }
    }
});

test('a name is cut where it has no room, a volume never: it would be another number', () => {
  const narrow = { width: 60, height: 40 };
  expect(textOf(labelOf('Local response norm', '112 × 112 × 64', narrow, 'sans-serif', measure))).toEqual(['Local r…']);
  expect(labelOf('Local response norm', '1', { width: 24, height: 40 }, 'sans-serif', measure)).toEqual([]);
  expect(labelOf('Add', '1', { width: 80, height: 8 }, 'sans-serif', measure)).toEqual([]);
});
