import { describe, expect, test } from 'vitest';
import { readImported } from '../../engine/host/jobs/import/read.ts';
import { drawn } from './drawn.ts';
import { type Made, made } from './made.ts';

describe('a transposed convolution', () => {
  const floats = { w: [3, 4, 3, 3], b: [4], v: [3, 2, 2, 2] };

  test.each<[string, Made['nodes'], (number | string)[], object]>([
    [
      'with pads and output padding',
      [['ConvTranspose', 'x w b', 'y', { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] }]],
      ['N', 4, 12, 12],
      { filters: 4, kernel: 3, stride: 2, padding: 1, outputPadding: 1, bias: true },
    ],
    [
      'by the size that it wants',
      [['ConvTranspose', 'x w b', 'y', { strides: [2, 2], output_shape: [12, 11] }]],
      ['N', 4, 12, 11],
      { filters: 4, kernel: 3, stride: 2, padding: [1, 1, 0, 1], bias: true },
    ],
    [
      'SAME_UPPER',
      [['ConvTranspose', 'x w b', 'y', { strides: [2, 2], auto_pad: 'SAME_UPPER' }]],
      ['N', 4, 12, 12],
      { filters: 4, kernel: 3, stride: 2, padding: [0, 0, 1, 1], bias: true },
    ],
    [
      'in groups, its bias added behind it',
      [
        ['ConvTranspose', 'x v', 'c', { strides: [2, 2], group: 3 }],
        ['Add', 'c six', 'y'],
      ],
      ['N', 6, 12, 12],
      { filters: 6, kernel: 2, stride: 2, padding: 'valid', groups: 3, bias: true },
    ],
  ])('%s', async (_, nodes, output, params) => {
    const all = { ...floats, six: [6, 1, 1] };
    expect(await drawn({ nodes, floats: all, output })).toBe('input convTranspose2d');
    const read = readImported(made({ nodes, floats: all, output }));
    expect(read.imported.document.nodes.find(({ kind }) => kind === 'convTranspose2d')?.params).toEqual(params);
  });
});
