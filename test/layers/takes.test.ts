import { expect, test } from 'vitest';
import { layers } from '../../engine/layers/index.ts';
import { takes } from '../../engine/layers/takes.ts';

const taking = (what: 'map' | 'vector') => Object.keys(layers).filter((kind) => takes(kind, what));

test('what fits behind a vector: heads, dense layers, and what works number by number', () => {
  const vector = taking('vector');
  expect(vector).toEqual(expect.arrayContaining(['dense', 'classifier', 'auxiliaryHead', 'dropout', 'batchNorm']));
  expect(vector).toEqual(expect.arrayContaining(['add', 'concat', 'multiply', 'relu', 'prelu']));
  for (const kind of ['input', 'conv2d', 'maxPool', 'globalAveragePool', 'shortcut', 'flatten'])
    expect(vector).not.toContain(kind);
});

test('what fits behind a map: all but an input, dense layers and heads', () => {
  const others = Object.keys(layers).filter((kind) => !taking('map').includes(kind));
  expect(others.sort()).toEqual(['auxiliaryHead', 'classifier', 'dense', 'input']);
  expect(takes('nothing of this name', 'map')).toBe(false);
});
