import { describe, expect, test } from 'vitest';
import { readImported } from '../../engine/host/jobs/import/read.ts';
import { drawn } from './drawn.ts';
import { type Made, made } from './made.ts';
import { problemsOf } from './problems-of.ts';

describe('a reshape, a transpose and a reshape that only move numbers', () => {
  const moving = (
    cut: readonly number[],
    perm: readonly number[],
    joined: readonly number[],
    input: readonly (number | string)[] = ['N', 12, 4, 6],
  ): Made => ({
    input,
    nodes: [
      ['Reshape', 'x cut', 'a'],
      ['Transpose', 'a', 'b', { perm }],
      ['Reshape', 'b joined', 'y'],
    ],
    whole: { cut, joined },
    output: ['N', ...joined.slice(1)],
  });

  test.each<[string, Made, string, object]>([
    ['a channel shuffle', moving([-1, 3, 4, 4, 6], [0, 2, 1, 3, 4], [-1, 12, 4, 6]), 'channelShuffle', { groups: 3 }],
    ['one whose map is flat', moving([-1, 3, 4, 24], [0, 2, 1, 3], [-1, 12, 4, 6]), 'channelShuffle', { groups: 3 }],
    [
      'a pixel shuffle',
      moving([-1, 3, 2, 2, 4, 6], [0, 1, 4, 2, 5, 3], [-1, 3, 8, 12]),
      'depthToSpace',
      { block: 2, order: 'channelFirst' },
    ],
    [
      'depth to space of TensorFlow',
      moving([-1, 2, 2, 3, 4, 6], [0, 3, 4, 1, 5, 2], [-1, 3, 8, 12]),
      'depthToSpace',
      { block: 2, order: 'placeFirst' },
    ],
    [
      'a pixel unshuffle',
      moving([-1, 12, 2, 2, 3, 2], [0, 1, 3, 5, 2, 4], [-1, 48, 2, 3]),
      'spaceToDepth',
      { block: 2, order: 'channelFirst' },
    ],
    [
      'space to depth of TensorFlow',
      moving([-1, 12, 2, 2, 3, 2], [0, 3, 5, 1, 2, 4], [-1, 48, 2, 3]),
      'spaceToDepth',
      { block: 2, order: 'placeFirst' },
    ],
  ])('%s', async (_, file, kind, params) => {
    expect(await drawn(file)).toBe(`input ${kind}`);
    expect(readImported(made(file)).imported.document.nodes.at(-1)).toMatchObject({ params });
    const fixed = { ...file, input: [2, ...file.input!.slice(1)] };
    expect(await drawn(fixed)).toBe(`input ${kind}`);
  });

  test('cut and joined again it is nothing', async () => {
    const file = moving([-1, 3, 4, 24], [0, 1, 2, 3], [-1, 12, 4, 6]);
    expect(
      await drawn({ ...file, nodes: [...file.nodes.slice(0, 2), ['Reshape', 'b joined', 'c'], ['Relu', 'c', 'y']] }),
    ).toBe('input relu');
  });

  test('what no layer moves like that is refused, where it is read', () => {
    const file = moving([-1, 3, 4, 4, 6], [0, 3, 2, 1, 4], [-1, 16, 3, 6]);
    const read = made({ ...file, nodes: [...file.nodes.slice(0, 2), ['Relu', 'b', 'y']] });
    expect(problemsOf(() => readImported(read)).map((p) => [p.code, p.node])).toEqual([['import.cut', 'Relu of y']]);
    expect(problemsOf(() => readImported(made(file))).length).toBeGreaterThan(0);
  });
});

test('all of an axis picked in its order is a reshape, a part is refused', async () => {
  const file = (places: readonly number[]): Made => ({
    input: [1, 6, 4, 4],
    nodes: [
      ['GlobalAveragePool', 'x', 'g'],
      ['Reshape', 'g flat', 'v'],
      ['Gather', 'v places', 'p'],
      ['Reshape', 'p row', 'y'],
    ],
    whole: { flat: [6], places, row: [1, -1] },
    output: [1, places.length],
  });
  expect(await drawn(file([0, 1, 2, 3, 4, 5]))).toBe('input globalAveragePool flatten classifier');
  expect(problemsOf(() => readImported(made(file([1, 0])))).map((p) => p.code)).toEqual(['import.gather']);
});

test('a product with a matrix at each place, channels last, is a convolution of 1 × 1', async () => {
  const nodes: Made['nodes'] = [
    ['Transpose', 'x', 't', { perm: [0, 2, 3, 1] }],
    ['MatMul', 't w', 'm'],
    ['Add', 'b m', 'a'],
    ['Transpose', 'a', 'y', { perm: [0, 3, 1, 2] }],
  ];
  expect(await drawn({ nodes, floats: { w: [3, 5], b: [5] }, output: ['N', 5, 6, 6] })).toBe('input conv2d');
});

describe('parts of the channels', () => {
  test('a split into unlike parts, half of it through a convolution', async () => {
    const nodes: Made['nodes'] = [
      ['Split', 'x parts', 'a b', { axis: 1 }],
      ['Conv', 'b w', 'c', { pads: [1, 1, 1, 1] }],
      ['Concat', 'a c', 'y', { axis: 1 }],
    ];
    const file = { input: ['N', 5, 6, 6], nodes, floats: { w: [4, 3, 3, 3] }, whole: { parts: [2, 3] } };
    expect(await drawn({ ...file, output: ['N', 6, 6, 6] })).toBe('input slice slice conv2d concat');
  });

  test('even parts by their number', async () => {
    const nodes: Made['nodes'] = [
      ['Split', 'x', 'a b', { axis: 1, num_outputs: 2 }],
      ['Mul', 'a b', 'y'],
    ];
    expect(await drawn({ input: ['N', 6, 4, 4], nodes, output: ['N', 3, 4, 4] })).toBe('input slice slice multiply');
  });
});

describe('norms of one image', () => {
  const floats = { g: [6], b: [6], ones: { dims: [3], data: [1, 1, 1] }, zeros: { dims: [3], data: [0, 0, 0] } };
  const file = (nodes: Made['nodes'], more: Partial<Made> = {}): Made => ({
    input: ['N', 6, 4, 5],
    nodes,
    floats,
    output: ['N', 6, 4, 5],
    ...more,
  });

  test('an instance norm', async () => {
    expect(await drawn(file([['InstanceNormalization', 'x g b', 'y']]))).toBe('input groupNorm');
  });

  test('a group norm as PyTorch writes it', async () => {
    const nodes: Made['nodes'] = [
      ['Reshape', 'x cut', 'a'],
      ['InstanceNormalization', 'a ones zeros', 'n'],
      ['Shape', 'x', 'dims'],
      ['Reshape', 'n dims', 'r'],
      ['Mul', 'r scale', 'm'],
      ['Add', 'm shift', 'y'],
    ];
    const scaled = { ...floats, scale: [6, 1, 1], shift: [6, 1, 1] };
    const given = file(nodes, { whole: { cut: [0, 3, -1] }, floats: scaled });
    expect(await drawn(given)).toBe('input groupNorm scaleShift');
    const { nodes: drawnNodes } = readImported(made(given)).imported.document;
    expect(drawnNodes[1]).toMatchObject({ params: { groups: 3, affine: false } });
  });

  test('a layer norm between transposes', async () => {
    const nodes: Made['nodes'] = [
      ['Transpose', 'x', 't', { perm: [0, 2, 3, 1] }],
      ['LayerNormalization', 't g b', 'n'],
      ['Transpose', 'n', 'y', { perm: [0, 3, 1, 2] }],
    ];
    expect(await drawn(file(nodes))).toBe('input layerNorm');
  });

  test.each(['Pow', 'Mul'])('a layer norm that is spelled out, its square by %s', async (square) => {
    const nodes: Made['nodes'] = [
      ['ReduceMean', 'x one', 'm'],
      ['Sub', 'x m', 'c'],
      [square, square === 'Pow' ? 'c two' : 'c c', 'q'],
      ['ReduceMean', 'q one', 'v'],
      ['Add', 'v eps', 'e'],
      ['Sqrt', 'e', 's'],
      ['Div', 'c s', 'd'],
      ['Mul', 'd scale', 'f'],
      ['Add', 'f shift', 'y'],
    ];
    const scalar = (x: number) => ({ dims: [], data: [x] });
    const given = { ...floats, two: scalar(2), eps: scalar(1e-6), scale: [6, 1, 1], shift: [6, 1, 1] };
    expect(await drawn(file(nodes, { floats: given, whole: { one: [1] } }))).toBe('input layerNorm scaleShift');
  });

  test('over other axes it is refused by name', () => {
    const given = file([['LayerNormalization', 'x w', 'y']], { floats: { w: [5] } });
    expect(problemsOf(() => readImported(made(given))).map((p) => p.code)).toEqual(['import.norm']);
  });
});
