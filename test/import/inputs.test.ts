import { describe, expect, test } from 'vitest';
import { readImported } from '../../engine/host/jobs/import/read.ts';
import { drawn } from './drawn.ts';
import { type Made, made } from './made.ts';
import { problemsOf } from './problems-of.ts';

describe('a signal is a map of one row', () => {
  test('convolutions, norms and pools along it', async () => {
    const nodes: Made['nodes'] = [
      ['Conv', 'x w', 'c', { pads: [2, 1], strides: [2], dilations: [2] }],
      ['BatchNormalization', 'c g b m v', 'n'],
      ['Relu', 'n', 'r'],
      ['MaxPool', 'r', 'p', { kernel_shape: [2], strides: [2] }],
      ['GlobalAveragePool', 'p', 'q'],
      ['Flatten', 'q', 'y'],
    ];
    const v = { dims: [4], data: [0.5, 1, 2, 3] };
    const floats = { w: [4, 3, 3], g: [4], b: [4], m: [4], v };
    expect(await drawn({ input: ['N', 3, 40], nodes, floats })).toBe(
      'input conv2d batchNorm relu maxPool globalAveragePool flatten classifier',
    );
  });

  test('a window over three axes is refused', () => {
    const file = { input: ['N', 3, 6, 6], nodes: [['MaxPool', 'x', 'y', { kernel_shape: [2, 2, 2] }] as const] };
    expect(problemsOf(() => readImported(made(file))).map((p) => p.code)).toEqual(['import.notTwoDimensional']);
  });
});

describe('a size that the file leaves open', () => {
  const file: Made = {
    input: ['N', 3, 'rows', 'columns'],
    nodes: [
      ['Conv', 'x w', 'c'],
      ['GlobalAveragePool', 'c', 'g'],
      ['Flatten', 'g', 'y'],
    ],
    floats: { w: [4, 3, 3, 3] },
  };

  test('is asked for', () => {
    expect(problemsOf(() => readImported(made(file))).map((p) => p.code)).toEqual(['import.inputShape']);
  });

  test('comes from outside', async () => {
    const read = readImported(made(file), (input) => (input === 'x' ? [1, 3, 12, 10] : null));
    expect(read.imported.document.nodes[0]).toMatchObject({ params: { height: 12, width: 10, channels: 3 } });
    expect(await drawn(file, [1, 3, 12, 10])).toBe('input conv2d globalAveragePool flatten classifier');
  });
});
