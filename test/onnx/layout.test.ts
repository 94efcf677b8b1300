import { expect, test } from 'vitest';
import { filterLayout, permute } from '../../engine/onnx/lower/layout.ts';

const count = (dims: readonly number[]): Float32Array =>
  Float32Array.from({ length: dims.reduce((n, d) => n * d, 1) }, (_, i) => i);

test.each([
  ['blocked', [2, 16, 3, 2]],
  ['filter', [16, 8, 3, 1]],
  ['stem', [16, 3, 2, 2]],
  ['plain', [5, 3]],
] as const)('%s: back and forth gives the same', (layout, dims) => {
  const given = count(dims);
  const [laid, back] = [new Float32Array(given.length), new Float32Array(given.length)];
  permute(given, laid, dims, layout, 8, false);
  permute(laid, back, dims, layout, 8, true);
  expect(back).toEqual(given);
  expect(laid.every((v, i) => v === given[i])).toBe(layout === 'plain');
});

test('filter: element (o, i, y, x) lies at ((o/B · I/B + i/B) · kh·kw + y·kw + x) · B² + (i mod B) · B + o mod B', () => {
  const dims = [16, 24, 3, 2] as const;
  const given = count(dims);
  const laid = new Float32Array(given.length);
  permute(given, laid, dims, 'filter', 8, false);
  const [o, i, y, x] = [13, 18, 2, 1];
  const row = ((o * dims[1] + i) * dims[2] + y) * dims[3] + x;
  const place = ((Math.floor(o / 8) * 3 + Math.floor(i / 8)) * 6 + y * 2 + x) * 64 + (i % 8) * 8 + (o % 8);
  expect(laid[place]).toBe(row);
});

test('weights that the blocked convolution cannot take stay plain', () => {
  expect(filterLayout([32, 16, 3, 3], 1, 16)).toBe('filter');
  expect(filterLayout([32, 3, 3, 3], 1, 16)).toBe('stem');
  expect(filterLayout([32, 24, 3, 3], 1, 16)).toBe('plain');
  expect(filterLayout([24, 16, 3, 3], 1, 16)).toBe('plain');
  expect(filterLayout([32, 16, 3, 3], 2, 16)).toBe('plain');
  expect(filterLayout([32, 16, 3, 3], 1, 0)).toBe('plain');
});
