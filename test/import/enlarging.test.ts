import { describe, expect, test } from 'vitest';
import { readImported } from '../../engine/host/jobs/import/read.ts';
import { drawn } from './drawn.ts';
import { type Made, made } from './made.ts';
import { problemsOf } from './problems-of.ts';

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

describe('a map is enlarged', () => {
  const scales = { s: { dims: [4], data: [1, 1, 2, 3] }, h: { dims: [4], data: [1, 1, 1.5, 2] } };
  const nearest = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
  const linear = { mode: 'linear', coordinate_transformation_mode: 'pytorch_half_pixel' };
  const resizeOf = (file: Made) => readImported(made(file)).imported.document.nodes.at(1);

  test.each<[string, Made['nodes'], object]>([
    ['nearest, as PyTorch writes it', [['Resize', 'x - s', 'y', nearest]], { scale: [2, 3], interpolation: 'nearest' }],
    [
      'nearest by half pixels',
      [['Resize', 'x - s', 'y', { mode: 'nearest', coordinate_transformation_mode: 'half_pixel' }]],
      { scale: [2, 3], interpolation: 'nearest' },
    ],
    ['bilinear', [['Resize', 'x - s', 'y', linear]], { scale: [2, 3], interpolation: 'bilinear' }],
  ])('%s', async (_, nodes, params) => {
    const file: Made = { nodes, floats: scales, output: ['N', 3, 12, 18] };
    expect(await drawn(file)).toBe('input resize');
    expect(resizeOf(file)).toMatchObject({ kind: 'resize', params });
  });

  test('by the size that it wants', async () => {
    const whole = { sizes: [1, 3, 12, 6] };
    const file: Made = {
      input: [1, 3, 6, 6],
      nodes: [['Resize', 'x - - sizes', 'y', linear]],
      whole,
      output: [1, 3, 12, 6],
    };
    expect(await drawn(file)).toBe('input resize');
    expect(resizeOf(file)).toMatchObject({ params: { scale: [2, 1], interpolation: 'bilinear' } });
  });

  test.each<[string, string, Made['nodes']]>([
    ['by a part of its size', 'import.scale', [['Resize', 'x - h', 'y', nearest]]],
    ['by cubes', 'import.resize', [['Resize', 'x - s', 'y', { mode: 'cubic' }]]],
    [
      'from corner to corner',
      'import.resize',
      [['Resize', 'x - s', 'y', { mode: 'linear', coordinate_transformation_mode: 'align_corners' }]],
    ],
    [
      'to the right of its own pixel',
      'import.resize',
      [['Resize', 'x - s', 'y', { ...nearest, nearest_mode: 'ceil' }]],
    ],
  ])('%s is refused', (_, code, nodes) => {
    const file = made({ nodes, floats: scales, output: ['N', 3, 12, 18] });
    expect(problemsOf(() => readImported(file)).map((p) => p.code)).toEqual([code]);
  });
});

describe('a map is padded', () => {
  const whole = { p: [0, 0, 1, 0, 0, 0, 2, 1] };
  test.each(['edge', 'reflect'] as const)('by its %s', async (mode) => {
    const file: Made = { nodes: [['Pad', 'x p', 'y', { mode }]], whole, output: ['N', 3, 9, 7] };
    expect(await drawn(file)).toBe('input pad');
    expect(readImported(made(file)).imported.document.nodes[1]).toMatchObject({
      params: { fill: mode, top: 1, left: 0, bottom: 2, right: 1 },
    });
  });

  test('by zeros in front of what has no padding', async () => {
    const nodes: Made['nodes'] = [
      ['Pad', 'x p', 'q'],
      ['Sigmoid', 'q', 'y'],
    ];
    expect(await drawn({ nodes, whole, output: ['N', 3, 9, 7] })).toBe('input pad sigmoid');
  });
});

test.each<[string, Made['nodes'], Made['whole']?]>([
  ['GlobalMaxPool', [['GlobalMaxPool', 'x', 'm']]],
  ['ReduceMax', [['ReduceMax', 'x a', 'm']], { a: [2, 3] }],
  ['a pool as large as the map', [['MaxPool', 'x', 'm', { kernel_shape: [6, 6] }]]],
])('the largest of each channel by %s', async (_, nodes, whole = {}) => {
  const all: Made['nodes'] = [...nodes, ['Flatten', 'm', 'f'], ['Gemm', 'f w b', 'y', { transB: 1 }]];
  expect(await drawn({ nodes: all, floats: { w: [4, 3], b: [4] }, whole })).toBe(
    'input globalMaxPool flatten dense classifier',
  );
});
