import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../engine/analyze/analysis.ts';
import { analyze } from '../../engine/analyze/analyze.ts';
import { analyzed, type Drawn, networkOf, small } from './drawn.ts';

const dimsOf = (analysis: Analysis, path: string) => analysis.byPath.get(path)?.type?.dims ?? null;
const codes = (analysis: Analysis) => analysis.problems.map((p) => `${p.node}: ${p.code}`);

describe('analyze', () => {
  test('knows every type, parameter and multiplication of a sound network', () => {
    const analysis = analyzed(...small);
    expect(analysis.problems).toEqual([]);
    expect(analysis.nodes.map((n) => n.type?.dims.slice(1))).toEqual([
      [2, 4, 4],
      [3, 4, 4],
      [3, 4, 4],
      [3, 4, 4],
      [3, 2, 2],
      [3, 1, 1],
      [3, 1, 1],
      [3],
      [5],
      [5],
    ]);
    // Outputs: 32 + 3·48 + 12 + 3 + 3 + 3 + 5 + 5 numbers of 4 bytes.
    const totals = { params: 57 + 6 + 20, multiplies: 879, activationBytes: 4 * 207 };
    expect(analysis.totals).toEqual(totals);
    expect(analysis.training).toEqual(totals);
  });

  test('gives each node its own site, whatever was inferred before', () => {
    const lines: readonly Drawn[] = [
      ['input', 'input'],
      ['a', 'conv2d', { filters: 3 }],
      ['b', 'conv2d', { filters: 3 }],
    ];
    const { byPath } = analyzed(...lines);
    expect(byPath.get('a')?.site?.path).toBe('a');
    expect(byPath.get('b')?.site).toMatchObject({ path: 'b', params: { filters: 3, kernel: [3, 3] } });
    expect(byPath.get('a')?.weights).toEqual(byPath.get('b')?.weights);
  });

  test('sorts nodes whose sources are drawn after them', () => {
    const sound = networkOf(...small);
    const reversed = { ...sound, nodes: [...sound.nodes].reverse() };
    const analysis = analyze(reversed);
    expect(analysis.nodes.map((n) => n.node.path)).toEqual(small.map(([path]) => path));
    expect(analysis.totals).toEqual(analyzed(...small).totals);
    expect(analysis.problems).toEqual([]);
  });

  test('leaves auxiliary heads and what only leads to them out of inference', () => {
    const analysis = analyzed(
      ['input', 'input', { height: 2, width: 2, channels: 1 }],
      ['stem', 'conv2d', { filters: 2 }],
      ['flat', 'flatten'],
      ['dense', 'dense', { units: 3 }],
      ['head', 'classifier'],
      ['auxFlat', 'flatten', {}, 'stem'],
      ['aux', 'dense', { units: 2 }],
      ['auxHead', 'auxiliaryHead'],
    );
    expect(analysis.nodes.filter((n) => !n.inference).map((n) => n.node.path)).toEqual(['auxFlat', 'aux', 'auxHead']);
    expect(analysis.nodes.every((n) => n.training)).toBe(true);
    expect(analysis.training.params - analysis.totals.params).toBe(18);
  });

  test('counts what has no classifier yet', () => {
    const analysis = analyzed(
      ['input', 'input', { height: 2, width: 2, channels: 1 }],
      ['stem', 'conv2d', { filters: 2 }],
    );
    expect(analysis.totals.params).toBe(20);
    expect(codes(analysis)).toEqual([': network.noHead']);
  });
});

describe('past errors', () => {
  test('inference goes on with what will be once they are mended', () => {
    const analysis = analyzed(
      ['input', 'input', { height: 8, width: 8, channels: 3 }],
      ['groups', 'conv2d', { filters: 6, groups: 2 }],
      ['wide', 'conv2d', { filters: 4, kernel: 9, padding: 'valid' }],
      ['sum', 'add', {}, 'wide', 'input'],
      ['dense', 'dense', { units: 10 }],
      ['dropout', 'dropout', { rate: 3 }],
      ['head', 'classifier'],
    );
    expect(codes(analysis)).toEqual([
      'groups: groups.indivisible',
      'wide: kernel.tooLarge',
      'sum: add.shapes',
      'dense: input.notVector',
      'dropout: param.outOfRange',
    ]);
    expect(dimsOf(analysis, 'groups')).toEqual(['N', 6, 8, 8]);
    expect(dimsOf(analysis, 'wide')).toEqual(['N', 4, 8, 8]);
    expect(dimsOf(analysis, 'sum')).toEqual(['N', 4, 8, 8]);
    expect(dimsOf(analysis, 'head')).toEqual(['N', 10]);
    const broken = analysis.nodes.filter((n) => n.cost === null).map((n) => n.node.path);
    expect(broken).toEqual(['groups', 'wide', 'sum', 'dense', 'dropout']);
    expect(analysis.totals.params).toBe(0);
  });

  test('what cannot be known is unknown downstream, and nothing else', () => {
    const analysis = analyzed(
      ['input', 'input', { height: 8, width: 8, channels: 3 }],
      ['open', 'conv2d', { filters: 'many' }],
      ['after', 'relu'],
      ['global', 'globalAveragePool'],
      ['beside', 'conv2d', { filters: 4 }, 'input'],
      ['flat', 'flatten'],
      ['dense', 'dense', { units: 3 }],
      ['head', 'classifier'],
    );
    expect(codes(analysis)).toEqual(['global: network.deadBranch', 'open: param.notInteger']);
    expect(['open', 'after', 'global'].map((path) => dimsOf(analysis, path))).toEqual([null, null, null]);
    expect(dimsOf(analysis, 'head')).toEqual(['N', 3]);
  });
});

describe('receptive field', () => {
  const fieldOf = (analysis: Analysis, path: string) => analysis.byPath.get(path)?.receptiveField;
  const image = (side: number): Drawn => ['input', 'input', { height: side, width: side, channels: 3 }];

  test('ResNet’s stem: 7 × 7 at stride 2, then 3 × 3 at stride 2 sees 7 + 2·2 = 11', () => {
    const analysis = analyzed(
      image(224),
      ['conv', 'conv2d', { kernel: 7, stride: 2, padding: 'torch' }],
      ['norm', 'batchNorm'],
      ['pool', 'maxPool', { kernel: 3, stride: 2, padding: 1 }],
    );
    expect(fieldOf(analysis, 'norm')).toEqual({ size: [7, 7], jump: [2, 2], start: [-3, -3] });
    expect(fieldOf(analysis, 'pool')).toEqual({ size: [11, 11], jump: [4, 4], start: [-5, -5] });
  });

  // VGG-16: 212 after its last pool (Araujo et al. 2019, table 1).
  test('VGG-16 sees 212 × 212', () => {
    const lines: Drawn[] = [image(224)];
    for (const [stage, convs] of [2, 2, 3, 3, 3].entries()) {
      for (let i = 0; i < convs; i++) lines.push([`conv${stage}${i}`, 'conv2d', { filters: 2 }]);
      lines.push([`pool${stage}`, 'maxPool']);
    }
    const analysis = analyzed(...lines);
    expect(fieldOf(analysis, 'pool4')).toMatchObject({ size: [212, 212], jump: [32, 32] });
  });

  test('dilation spreads it, per axis', () => {
    const analysis = analyzed(image(32), ['conv', 'conv2d', { kernel: [3, 5], dilation: [4, 1], stride: [1, 2] }]);
    expect(fieldOf(analysis, 'conv')).toMatchObject({ size: [9, 5], jump: [1, 2] });
  });

  test('branches are covered together, clipped to the image', () => {
    const analysis = analyzed(
      image(6),
      ['a', 'conv2d', { kernel: 1, filters: 2 }, 'input'],
      ['b', 'conv2d', { kernel: 5, filters: 2 }, 'input'],
      ['cat', 'concat', {}, 'a', 'b'],
      ['c', 'conv2d', { kernel: 5, filters: 2 }],
    );
    expect(fieldOf(analysis, 'cat')).toEqual({ size: [5, 5], jump: [1, 1], start: [-2, -2] });
    expect(fieldOf(analysis, 'c')).toMatchObject({ size: [6, 6] });
  });

  test('branches whose padding sets them apart cover more than the larger one', () => {
    const analysis = analyzed(
      image(9),
      ['a', 'conv2d', { kernel: 3, filters: 2, padding: [2, 2, 0, 0] }, 'input'],
      ['b', 'conv2d', { kernel: 3, filters: 2, padding: [0, 0, 2, 2] }, 'input'],
      ['sum', 'add', {}, 'a', 'b'],
    );
    // Rows −2 … 0 and 0 … 2.
    expect(fieldOf(analysis, 'sum')).toMatchObject({ size: [5, 5], start: [-2, -2] });
  });

  test('is the whole image after a global pool, and after a gate of one', () => {
    const analysis = analyzed(
      image(8),
      ['global', 'globalAveragePool'],
      ['gate', 'sigmoid'],
      ['scaled', 'multiply', {}, 'input', 'gate'],
      ['conv', 'conv2d', { kernel: 3 }],
    );
    for (const path of ['global', 'gate', 'scaled', 'conv']) expect(fieldOf(analysis, path)).toBe('whole');
  });
});
