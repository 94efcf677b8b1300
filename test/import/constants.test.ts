import { expect, test } from 'vitest';
import { readImported } from '../../engine/host/jobs/import/read.ts';
import { drawn } from './drawn.ts';
import { type Made, made } from './made.ts';
import { problemsOf } from './problems-of.ts';

const floats: NonNullable<Made['floats']> = {
  w: [4, 3, 1, 1],
  mean: { dims: [3, 1, 1], data: [0.485, 0.456, 0.406] },
  std: { dims: [1, 3, 1, 1], data: [0.229, 0.224, 0.225] },
  two: { dims: [], data: [2] },
  a: [4, 1, 1],
  b: [4, 1, 1],
  c: [4, 1, 1],
};
const file = (nodes: Made['nodes'], channels = 4): Made => ({ nodes, floats, output: ['N', channels, 6, 6] });
const last = (given: Made) => readImported(made(given)).imported.document.nodes.at(-1)!;

test('what normalises pixels is one layer of fixed numbers', async () => {
  const given = file(
    [
      ['Div', 'x two', 'd'],
      ['Sub', 'd mean', 's'],
      ['Div', 's std', 'y'],
    ],
    3,
  );
  expect(await drawn(given)).toBe('input scaleShift');
  const { params } = last(given);
  expect(params).toMatchObject({ trained: false });
  const [scale, shift] = [params!['scale'], params!['shift']] as [number[], number[]];
  expect(scale.map((x) => x.toFixed(4))).toEqual([0.229, 0.224, 0.225].map((s) => (0.5 / s).toFixed(4)));
  expect(shift.map((x) => x.toFixed(4))).toEqual(['-2.1179', '-2.0357', '-1.8044']);
  expect(readImported(made(given)).design.analysis.totals.params).toBe(0);
});

test('numbers that differ between channels are trained, one for all is not', async () => {
  const scaled = file([
    ['Conv', 'x w', 'v'],
    ['Mul', 'v a', 'y'],
  ]);
  expect(await drawn(scaled)).toBe('input conv2d scaleShift');
  expect(last(scaled).params).toEqual({ parts: 'scale' });
  const doubled = file([
    ['Conv', 'x w', 'v'],
    ['Mul', 'two v', 'y'],
  ]);
  expect(await drawn(doubled)).toBe('input conv2d scaleShift');
  expect(last(doubled).params).toEqual({ parts: 'scale', trained: false, scale: [2] });
});

test('vectors that are subtracted, multiplied and added behind a convolution are its batch norm', async () => {
  const nodes: Made['nodes'] = [
    ['Conv', 'x w', 'v'],
    ['Sub', 'v a', 's'],
    ['Mul', 's b', 'm'],
    ['Add', 'm c', 'y'],
  ];
  expect(await drawn(file(nodes))).toBe('input conv2d batchNorm');
  const without: Made['nodes'] = [nodes[0]!, ['Mul', 'v b', 'm'], nodes[3]!];
  expect(await drawn(file(without))).toBe('input conv2d batchNorm');
});

test('of a step that is read twice nothing is taken away', async () => {
  const nodes: Made['nodes'] = [
    ['Conv', 'x w', 'v'],
    ['Mul', 'v a', 'm'],
    ['Mul', 'm b', 'n'],
    ['Add', 'm n', 'y'],
  ];
  expect(await drawn(file(nodes))).toBe('input conv2d scaleShift scaleShift add');
});

test('a number minus the tensor, its negative, and a tensor behind channels last', async () => {
  const nodes: Made['nodes'] = [
    ['Conv', 'x w', 'v'],
    ['Sub', 'two v', 's'],
    ['Neg', 's', 'y'],
  ];
  expect(await drawn(file(nodes))).toBe('input conv2d scaleShift');
  const lastly: Made['nodes'] = [
    ['Conv', 'x w', 'v'],
    ['Transpose', 'v', 't', { perm: [0, 2, 3, 1] }],
    ['Mul', 't f', 'u'],
    ['Transpose', 'u', 'y', { perm: [0, 3, 1, 2] }],
  ];
  expect(await drawn({ ...file(lastly), floats: { ...floats, f: [4] } })).toBe('input conv2d scaleShift');
});

test('a bias of zeros that the file makes up is none, one that it keeps is', async () => {
  const nodes: Made['nodes'] = [
    ['Shape', 'w', 'dims', { end: 1 }],
    ['Expand', 'zero dims', 'b0'],
    ['Conv', 'x w b0', 'y'],
  ];
  const zero = { dims: [], data: [0] };
  const computed = { ...file(nodes), floats: { ...floats, zero } };
  expect(await drawn(computed)).toBe('input conv2d');
  expect(last(computed).params).toMatchObject({ bias: false });
  const kept = {
    ...file([['Conv', 'x w zeros', 'y']]),
    floats: { ...floats, zeros: { dims: [4], data: [0, 0, 0, 0] } },
  };
  expect(last(kept).params).toMatchObject({ bias: true });
});

test.each<[string, Made['nodes']]>([
  ['numbers that differ within a channel', [['Mul', 'x rows', 'y']]],
  [
    'a difference of two tensors',
    [
      ['Relu', 'x', 'r'],
      ['Sub', 'x r', 'y'],
    ],
  ],
  ['a number divided by a tensor', [['Div', 'two x', 'y']]],
])('%s is refused', (_, nodes) => {
  const given = made({ ...file(nodes, 3), floats: { ...floats, rows: [6, 1] } });
  expect(problemsOf(() => readImported(given)).map((p) => p.node)).toEqual([expect.stringContaining('of y')]);
});
