import { describe, expect, test } from 'vitest';
import { readImported } from '../../engine/host/jobs/import/read.ts';
import { float } from '../../engine/onnx/wire/model.ts';
import { drawn } from './drawn.ts';
import { type Made, made } from './made.ts';
import { problemsOf } from './problems-of.ts';

const dense = { floats: { w: [4, 108], b: [4] }, tail: ['Gemm', 'flat w b', 'y', { transB: 1 }] as const };

describe('a map is laid out as a vector', () => {
  const flat = (nodes: Made['nodes'], whole: Made['whole'] = {}): Promise<string> =>
    drawn({ nodes: [...nodes, dense.tail], floats: dense.floats, whole });

  test.each<[string, Made['nodes'], Made['whole']?]>([
    ['by Flatten', [['Flatten', 'x', 'flat']]],
    ['from axis −3', [['Flatten', 'x', 'flat', { axis: -3 }]]],
    ['by a shape with a rest', [['Reshape', 'x s', 'flat']], { s: [0, -1] }],
    ['by a shape whose batch is the rest', [['Reshape', 'x s', 'flat']], { s: [-1, 108] }],
    [
      'by its own size',
      [
        ['Shape', 'x', 'dims'],
        ['Gather', 'dims zero', 'n'],
        ['Concat', 'n rest', 's', { axis: 0 }],
        ['Reshape', 'x s', 'flat'],
      ],
      { zero: [0], rest: [-1] },
    ],
    [
      'by a product of its own sizes',
      [
        ['Shape', 'x', 'dims'],
        ['Slice', 'dims zero one', 'n'],
        ['Slice', 'dims one two', 'c'],
        ['Mul', 'c area', 'features'],
        ['Concat', 'n features', 's', { axis: 0 }],
        ['Reshape', 'x s', 'flat'],
      ],
      { zero: [0], one: [1], two: [2], area: [36] },
    ],
  ])('%s', async (_, nodes, whole) => {
    expect(await flat(nodes, whole)).toBe('input flatten dense classifier');
  });

  test('channels last: the columns of the weights move with them', async () => {
    const nodes: Made['nodes'] = [
      ['Transpose', 'x', 'last', { perm: [0, 2, 3, 1] }],
      ['Flatten', 'last', 'flat'],
    ];
    expect(await flat(nodes)).toBe('input flatten dense classifier');
  });

  test('a norm behind it, in the order of the file', async () => {
    const nodes: Made['nodes'] = [
      ['Transpose', 'x', 'last', { perm: [0, 2, 3, 1] }],
      ['Flatten', 'last', 'vector'],
      ['BatchNormalization', 'vector g c m v', 'flat'],
      dense.tail,
    ];
    const v = { dims: [108], data: Array.from({ length: 108 }, (_, i) => 0.5 + i / 100) };
    const floats = { ...dense.floats, g: [108], c: [108], m: [108], v };
    expect(await drawn({ nodes, floats })).toBe('input flatten batchNorm dense classifier');
  });
});

describe('a mean over rows and columns is a global average pool', () => {
  test.each<[string, Made['nodes'], Made['whole']?]>([
    [
      'GlobalAveragePool and Flatten',
      [
        ['GlobalAveragePool', 'x', 'm'],
        ['Flatten', 'm', 'flat'],
      ],
    ],
    ['ReduceMean that drops the axes', [['ReduceMean', 'x a', 'flat', { keepdims: 0 }]], { a: [2, 3] }],
    [
      'ReduceMean of negative axes that keeps them, and Squeeze',
      [
        ['ReduceMean', 'x a', 'm'],
        ['Squeeze', 'm a', 'flat'],
      ],
      { a: [-1, -2] },
    ],
    [
      'a pool as large as the map',
      [
        ['AveragePool', 'x', 'm', { kernel_shape: [6, 6] }],
        ['Reshape', 'm s', 'flat'],
      ],
      { s: [0, 3] },
    ],
  ])('%s', async (_, nodes, whole = {}) => {
    const all: Made['nodes'] = [...nodes, ['Gemm', 'flat w b', 'y', { transB: 1 }]];
    expect(await drawn({ nodes: all, floats: { w: [4, 3], b: [4] }, whole })).toBe(
      'input globalAveragePool flatten dense classifier',
    );
  });
});

describe('what is spelled out is one layer', () => {
  const scalars = (values: Readonly<Record<string, number>>): NonNullable<Made['floats']> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { dims: [], data: [value] }]));

  test.each<[string, string, Made['nodes'], Made['floats']?]>([
    [
      'SiLU',
      'silu',
      [
        ['Sigmoid', 'x', 's'],
        ['Mul', 's x', 'y'],
      ],
    ],
    [
      'hard swish by HardSigmoid',
      'hardSwish',
      [
        ['HardSigmoid', 'x', 's', { alpha: float(1 / 6) }],
        ['Mul', 'x s', 'y'],
      ],
    ],
    [
      'hard swish by Clip',
      'hardSwish',
      [
        ['Add', 'x three', 'a'],
        ['Clip', 'a zero six', 'c'],
        ['Mul', 'x c', 'p'],
        ['Div', 'p six', 'y'],
      ],
      scalars({ zero: 0, three: 3, six: 6 }),
    ],
    [
      'hard sigmoid by Clip',
      'hardSigmoid',
      [
        ['Add', 'x three', 'a'],
        ['Clip', 'a zero six', 'c'],
        ['Div', 'c six', 'y'],
      ],
      scalars({ zero: 0, three: 3, six: 6 }),
    ],
    [
      'ReLU6 in two',
      'relu6',
      [
        ['Relu', 'x', 'r'],
        ['Clip', 'r - six', 'y'],
      ],
      scalars({ six: 6 }),
    ],
    ['ReLU by Clip', 'relu', [['Clip', 'x zero', 'y']], scalars({ zero: 0 })],
    ['other bounds', 'clip', [['Clip', 'x low high', 'y']], scalars({ low: -0.5, high: 0.25 })],
    [
      'Mish by its softplus',
      'mish',
      [
        ['Exp', 'x', 'e'],
        ['Add', 'one e', 'a'],
        ['Log', 'a', 'l'],
        ['Tanh', 'l', 't'],
        ['Mul', 't x', 'y'],
      ],
      scalars({ one: 1 }),
    ],
    ['ELU', 'elu', [['Elu', 'x', 'y', { alpha: float(0.3) }]]],
    ['SELU', 'selu', [['Selu', 'x', 'y']]],
    ['Softplus', 'softplus', [['Softplus', 'x', 'y']]],
    ['PReLU of each channel', 'prelu', [['PRelu', 'x s', 'y']], { s: [3, 1, 1] }],
    ['PReLU of one slope', 'prelu', [['PRelu', 'x s', 'y']], { s: [1] }],
    [
      'GELU by tanh',
      'gelu',
      [
        ['Pow', 'x three', 'p'],
        ['Mul', 'p bend', 'q'],
        ['Add', 'x q', 'r'],
        ['Mul', 'r root', 's'],
        ['Tanh', 's', 't'],
        ['Add', 't one', 'u'],
        ['Mul', 'x u', 'v'],
        ['Mul', 'v half', 'y'],
      ],
      scalars({ three: 3, bend: 0.044715, root: Math.sqrt(2 / Math.PI), one: 1, half: 0.5 }),
    ],
    [
      'GELU by erf',
      'gelu',
      [
        ['Div', 'x root', 'd'],
        ['Erf', 'd', 'e'],
        ['Add', 'e one', 'a'],
        ['Mul', 'x a', 'p'],
        ['Mul', 'p half', 'y'],
      ],
      scalars({ root: Math.SQRT2, one: 1, half: 0.5 }),
    ],
  ])('%s', async (_, kind, nodes, floats = {}) => {
    expect(await drawn({ nodes, floats, output: ['N', 3, 6, 6] })).toBe(`input ${kind}`);
  });

  test('a product with another tensor’s sigmoid is a gate, not SiLU', async () => {
    const nodes: Made['nodes'] = [
      ['Relu', 'x', 'r'],
      ['Sigmoid', 'r', 's'],
      ['Mul', 'x s', 'y'],
    ];
    expect(await drawn({ nodes, output: ['N', 3, 6, 6] })).toBe('input relu sigmoid multiply');
  });

  test('a bias apart from its convolution, and none that something else reads too', async () => {
    const floats = { w: [4, 3, 1, 1], b: [4, 1, 1] };
    const nodes: Made['nodes'] = [
      ['Conv', 'x w', 'c'],
      ['Add', 'c b', 'y'],
    ];
    expect(await drawn({ nodes, floats, output: ['N', 4, 6, 6] })).toBe('input conv2d');
    const shared: Made['nodes'] = [...nodes.slice(0, 1), ['Add', 'c b', 'd'], ['Add', 'c d', 'y']];
    expect(await drawn({ nodes: shared, floats, output: ['N', 4, 6, 6] })).toBe('input conv2d scaleShift add');
  });

  test('local response norm by a pool over an axis of its own, of odd size alone', async () => {
    const spelled = (size: number): Made => ({
      nodes: [
        ['Mul', 'x x', 'sq'],
        ['Unsqueeze', 'sq one', 'u'],
        ['Pad', 'u p', 'padded'],
        ['AveragePool', 'padded', 'mean', { kernel_shape: [size, 1, 1], strides: [1, 1, 1] }],
        ['Squeeze', 'mean one', 'm'],
        ['Mul', 'm alpha', 'a'],
        ['Add', 'a k', 'b'],
        ['Pow', 'b beta', 'c'],
        ['Div', 'x c', 'y'],
      ],
      floats: scalars({ alpha: 0.5, k: 2, beta: 0.75 }),
      whole: { one: [1], p: [0, 0, size >> 1, 0, 0, 0, 0, (size - 1) >> 1, 0, 0] },
      output: ['N', 3, 6, 6],
    });
    expect(await drawn(spelled(3))).toBe('input localResponseNorm');
    expect(problemsOf(() => readImported(made(spelled(2)))).length).toBeGreaterThan(0);
  });

  test('a mean over columns and then over rows is one over both', async () => {
    const nodes: Made['nodes'] = [
      ['ReduceMean', 'x columns', 'c', { keepdims: 0 }],
      ['ReduceMean', 'c rows', 'y', { keepdims: 0 }],
    ];
    const file = { nodes, whole: { columns: [3], rows: [-1] }, output: ['N', 3] };
    expect(await drawn(file)).toBe('input averagePool globalAveragePool flatten classifier');
  });

  test('a gate that is stretched to its map before the product', async () => {
    const nodes: Made['nodes'] = [
      ['GlobalAveragePool', 'x', 'g'],
      ['Shape', 'x', 'dims'],
      ['Expand', 'g dims', 'e'],
      ['Mul', 'e x', 'y'],
    ];
    expect(await drawn({ nodes, output: ['N', 3, 6, 6] })).toBe('input globalAveragePool multiply');
    const sum = made({ nodes: [...nodes.slice(0, 3), ['Add', 'e x', 'y']], output: ['N', 3, 6, 6] });
    expect(problemsOf(() => readImported(sum)).map((p) => p.code)).toEqual(['import.expand']);
  });

  test('a dense layer whose result gates a map is a 1 × 1 convolution', async () => {
    const nodes: Made['nodes'] = [
      ['ReduceMean', 'x a', 'm', { keepdims: 0 }],
      ['Gemm', 'm w b', 'g', { transB: 1 }],
      ['Sigmoid', 'g', 's'],
      ['Unsqueeze', 's a', 'u'],
      ['Mul', 'x u', 'y'],
    ];
    const file = { nodes, floats: { w: [3, 3], b: [3] }, whole: { a: [2, 3] }, output: ['N', 3, 6, 6] };
    expect(await drawn(file)).toBe('input globalAveragePool conv2d sigmoid multiply');
  });
});

describe('a shortcut without parameters', () => {
  const channels = [0, 2, 0, 0, 0, 3, 0, 0];
  const last = 2 ** 31 - 1;
  const strided: Made['nodes'][number] = ['Slice', 'x from to axes steps', 's'];
  const whole = { from: [0, 0], to: [last, last], axes: [2, 3], steps: [2, 3], channels };

  test('takes every n-th row and column and adds channels of zeros', async () => {
    const nodes: Made['nodes'] = [strided, ['Pad', 's channels', 'y']];
    const file = { input: ['N', 3, 7, 8], nodes, whole, output: ['N', 8, 4, 3] };
    expect(await drawn(file)).toBe('input shortcut');
  });

  test('alone, every n-th row and column is a pool of 1 × 1', async () => {
    const nodes: Made['nodes'] = [
      strided,
      ['Pad', 's channels', 'p'],
      ['GlobalAveragePool', 'p', 'g'],
      ['Relu', 's', 'y'],
    ];
    const file = { input: ['N', 3, 7, 8], nodes, whole, output: ['N', 3, 4, 3] };
    expect(await drawn(file)).toBe('input maxPool relu');
  });

  test.each([
    ['from the second row on', [1, 0], [last, last], [2, 2], 'input slice slice'],
    ['a part of the rows', [0, 0], [4, last], [1, 1], 'input slice'],
    ['the last rows, counted from the end', [-3, 0], [last, last], [2, 1], 'input slice'],
  ])('%s is a slice', async (_, from, to, steps, kinds) => {
    const file: Made = { nodes: [['Slice', 'x from to axes steps', 'y']], whole: { ...whole, from, to, steps } };
    expect(await drawn({ ...file, output: ['N', 3, 'h', 'w'] })).toBe(kinds);
  });

  test('backwards is refused', () => {
    const backwards = { ...whole, from: [last, 0], to: [-last, last], steps: [-1, 1] };
    const file = made({ nodes: [['Slice', 'x from to axes steps', 'y']], whole: backwards });
    expect(problemsOf(() => readImported(file)).map((p) => p.code)).toEqual(['import.slice']);
  });

  test('unlike numbers of channels on both sides are refused', () => {
    const file = made({ nodes: [['Pad', 'x p', 'y']], whole: { p: [0, 0, 0, 0, 0, 5, 0, 0] } });
    expect(problemsOf(() => readImported(file)).map((p) => p.code)).toEqual(['import.pads']);
  });
});

describe('padding', () => {
  test.each<[string, string, Made['nodes'], (number | string)[]]>([
    [
      'of a Pad in front of a convolution',
      'conv2d',
      [
        ['Pad', 'x p', 'q'],
        ['Conv', 'q w', 'y'],
      ],
      ['N', 4, 7, 8],
    ],
    [
      'SAME_UPPER at stride 2',
      'conv2d',
      [['Conv', 'x w', 'y', { auto_pad: 'SAME_UPPER', strides: [2, 2] }]],
      ['N', 4, 3, 3],
    ],
    [
      'SAME_LOWER at stride 2',
      'conv2d',
      [['Conv', 'x w', 'y', { auto_pad: 'SAME_LOWER', strides: [2, 2] }]],
      ['N', 4, 3, 3],
    ],
    [
      'of a Pad in front of an average pool, which counts',
      'averagePool',
      [
        ['Pad', 'x p', 'q'],
        ['AveragePool', 'q', 'y', { kernel_shape: [3, 3] }],
      ],
      ['N', 3, 7, 8],
    ],
    [
      'of an average pool, which does not',
      'averagePool',
      [['AveragePool', 'x', 'y', { kernel_shape: [3, 3], pads: [1, 0, 1, 1] }]],
      ['N', 3, 6, 5],
    ],
  ])('%s', async (_, kind, nodes, output) => {
    const file = { nodes, floats: { w: [4, 3, 3, 3] }, whole: { p: [0, 0, 1, 2, 0, 0, 2, 2] }, output };
    expect(await drawn(file)).toBe(`input ${kind}`);
  });

  test('the lowest number around a max pool is its padding, around another layer refused', async () => {
    const padded = (behind: Made['nodes'][number]): Made => ({
      nodes: [['Tanh', 'x', 't'], ['Pad', 't p low', 'q'], behind],
      floats: { low: { dims: [], data: [-3.4028234663852886e38] } },
      whole: { p: [0, 0, 0, 0, 0, 0, 1, 1] },
      output: ['N', 3, 3, 3],
    });
    const pool = { kernel_shape: [3, 3], strides: [2, 2] };
    expect(await drawn(padded(['MaxPool', 'q', 'y', pool]))).toBe('input tanh maxPool');
    const average = made(padded(['AveragePool', 'q', 'y', pool]));
    expect(problemsOf(() => readImported(average)).map((p) => p.code)).toEqual(['import.padding']);
  });

  test('zeros in front of a max pool are its padding behind a ReLU, else a layer', async () => {
    const pool: Made['nodes'] = [
      ['Pad', 'r p', 'q'],
      ['MaxPool', 'q', 'y', { kernel_shape: [3, 3], strides: [2, 2] }],
    ];
    const whole = { p: [0, 0, 1, 1, 0, 0, 1, 1] };
    const behind = { nodes: [['Relu', 'x', 'r'] as const, ...pool], whole, output: ['N', 3, 3, 3] };
    expect(await drawn(behind)).toBe('input relu maxPool');
    expect(await drawn({ ...behind, nodes: [['Tanh', 'x', 'r'], ...pool] })).toBe('input tanh pad maxPool');
  });
});

describe('files', () => {
  test('nodes in any order, and none that leads nowhere', async () => {
    const nodes: Made['nodes'] = [
      ['Tanh', 'r', 'y'],
      ['NonMaxSuppression', 'r', 'nowhere'],
      ['Relu', 'x', 'r'],
    ];
    expect(await drawn({ nodes: nodes.filter(([type]) => type !== 'NonMaxSuppression'), output: ['N', 3, 6, 6] })).toBe(
      'input relu tanh',
    );
    const read = readImported(made({ nodes, output: ['N', 3, 6, 6] }));
    expect(read.imported.document.nodes.map(({ kind }) => kind)).toEqual(['input', 'relu', 'tanh']);
  });

  test('a circle is told by a node in it', () => {
    const file = made({
      nodes: [
        ['Add', 'x b', 'a'],
        ['Relu', 'a', 'b'],
        ['Tanh', 'b', 'y'],
      ],
      output: ['N', 3, 6, 6],
    });
    expect(problemsOf(() => readImported(file)).map((p) => p.code)).toEqual(['import.circle']);
  });

  test('every node without a layer is named, with what it is', () => {
    const nodes: Made['nodes'] = [
      ['Celu', 'x', 'a'],
      ['Softsign', 'x', 'b'],
      ['Add', 'a b', 'y'],
    ];
    const problems = problemsOf(() => readImported(made({ nodes, output: ['N', 3, 6, 6] })));
    expect(problems.map(({ node, values }) => [node, values['op']])).toEqual([
      ['Celu of a', 'Celu'],
      ['Softsign of b', 'Softsign'],
    ]);
  });

  test('the class that a file names at its end is left to the classifier', async () => {
    const nodes: Made['nodes'] = [
      ['GlobalAveragePool', 'x', 'm'],
      ['Flatten', 'm', 'f'],
      ['Softmax', 'f', 's'],
      ['ArgMax', 's', 'y', { axis: 1 }],
    ];
    const file = made({ nodes, output: ['N', 1] });
    const { imported, lifted } = readImported(file);
    expect(imported.document.nodes.map(({ kind }) => kind).join(' ')).toBe(
      'input globalAveragePool flatten classifier',
    );
    expect(lifted.output).toMatchObject({ name: 's', scores: 'f' });
  });

  test('probabilities at the end are the classifier’s', async () => {
    const nodes: Made['nodes'] = [
      ['GlobalAveragePool', 'x', 'm'],
      ['Flatten', 'm', 'f'],
      ['Softmax', 'f', 'y'],
    ];
    expect(await drawn({ nodes, output: ['N', 3] })).toBe('input globalAveragePool flatten classifier');
    const logs: Made['nodes'] = [...nodes.slice(0, 2), ['LogSoftmax', 'f', 'y', { axis: 1 }]];
    expect(await drawn({ nodes: logs, output: ['N', 3] })).toBe('input globalAveragePool flatten classifier');
  });
});
