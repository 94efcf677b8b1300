import { describe, expect, test } from 'vitest';
import { expand } from '../../engine/design/expand.ts';
import { block, design, fixture, line, node, number } from './support.ts';

const image = node('image', 'input');

describe('a design', () => {
  const { network, problems } = expand(fixture('residual'), {});

  test('becomes layers with paths, evaluated parameters and wires from layer to layer', () => {
    expect(problems).toEqual([]);
    expect(network.nodes.slice(0, 9)).toEqual([
      { path: 'image', kind: 'input', params: { height: 28, width: 28, channels: 1 }, inputs: {} },
      { path: 'stem', kind: 'conv2d', params: { filters: 8, kernel: 3 }, inputs: { in: ['image'] } },
      { path: 'stage1/0/conv1', kind: 'conv2d', params: { filters: 8, stride: 1 }, inputs: { in: ['stem'] } },
      { path: 'stage1/0/act1', kind: 'relu', params: {}, inputs: { in: ['stage1/0/conv1'] } },
      { path: 'stage1/0/conv2', kind: 'conv2d', params: { filters: 8 }, inputs: { in: ['stage1/0/act1'] } },
      { path: 'stage1/0/skip', kind: 'shortcut', params: { filters: 8, stride: 1 }, inputs: { in: ['stem'] } },
      {
        path: 'stage1/0/add',
        kind: 'add',
        params: {},
        inputs: { in: ['stage1/0/conv2', 'stage1/0/skip'] },
      },
      { path: 'stage1/0/act2', kind: 'relu', params: {}, inputs: { in: ['stage1/0/add'] } },
      { path: 'stage1/1/conv1', kind: 'conv2d', params: { filters: 8, stride: 1 }, inputs: { in: ['stage1/0/act2'] } },
    ]);
    expect(network.nodes).toHaveLength(2 + 4 * 6 + 4);
    expect(network.nodes.find((n) => n.path === 'pool')?.inputs).toEqual({ in: ['stage2/1/act2'] });
  });

  test('knows its block instances with their parameters', () => {
    expect(network.groups).toEqual([
      { path: 'stage1/0', block: 'residual', params: { filters: 8, stride: 1, activation: 'relu' } },
      { path: 'stage1/1', block: 'residual', params: { filters: 8, stride: 1, activation: 'relu' } },
      { path: 'stage2/0', block: 'residual', params: { filters: 16, stride: 2, activation: 'relu' } },
      { path: 'stage2/1', block: 'residual', params: { filters: 16, stride: 1, activation: 'relu' } },
    ]);
  });

  test('shares parameter objects between like instances, and between expansions', () => {
    const at = (path: string) => network.nodes.find((n) => n.path === path)!.params;
    expect(at('stage1/1/conv1')).toBe(at('stage1/0/conv1'));
    expect(at('stage2/1/conv1')).not.toBe(at('stage2/0/conv1'));
    const document = fixture('residual');
    const first = expand(document, {}).network;
    const renamed = expand({ ...document, name: 'other' }, {}).network;
    expect(renamed.nodes[2]!.params).toBe(first.nodes[2]!.params);
  });

  test('sees an edit of a block inside a block, though the outer one is remembered', () => {
    const outer = line([node('b', 'block:inner', ['in'])]);
    const nodes = [image, node('a', 'block:outer', ['image'])];
    const kinds = (kind: string) =>
      expand(design(nodes, { outer, inner: line([node('x', kind, ['in'])]) }), {}).network.nodes.map((n) => n.kind);
    expect(kinds('relu')).toEqual(['input', 'relu']);
    expect(kinds('tanh')).toEqual(['input', 'tanh']);
  });
});

describe('repeats and switches', () => {
  const paths = (nodes: Parameters<typeof design>[0], ...rest: unknown[]) =>
    expand(design(nodes, ...(rest as [])), {}).network.nodes.map((n) => `${n.path}<${(n.inputs['in'] ?? []).join()}`);

  test('a repeat chains a layer, with index known from 0', () => {
    const { network } = expand(
      design([image, node('c', 'conv2d', ['image'], { repeat: 3, params: { filters: '=8 * (index + 1)' } })]),
      {},
    );
    expect(network.nodes.slice(1).map((n) => [n.path, n.params['filters'], n.inputs['in']])).toEqual([
      ['c/0', 8, ['image']],
      ['c/1', 16, ['c/0']],
      ['c/2', 24, ['c/1']],
    ]);
  });

  test('a repeat of 0 and a false condition are wires', () => {
    expect(
      paths([
        image,
        node('a', 'relu', ['image'], { repeat: 0 }),
        node('b', 'tanh', ['a'], { when: false }),
        node('c', 'gelu', ['b'], { when: '=1 > 2' }),
        node('d', 'silu', ['c']),
      ]),
    ).toEqual(['image<', 'd<image']);
  });

  test('a condition may differ between iterations', () => {
    expect(paths([image, node('a', 'relu', ['image'], { repeat: 4, when: '=index % 2 == 1' })])).toEqual([
      'image<',
      'a/1<image',
      'a/3<a/1',
    ]);
  });

  test('the other wires of a repeated node go to every iteration', () => {
    expect(paths([image, node('x', 'relu', ['image']), node('sum', 'add', ['image', 'x'], { repeat: 2 })])).toContain(
      'sum/1<sum/0,x',
    );
  });

  test('nodes are ordered sources first, whatever the order of drawing', () => {
    expect(paths([node('c', 'relu', ['b']), node('b', 'relu', ['image']), image])).toEqual([
      'image<',
      'b<image',
      'c<b',
    ]);
  });
});

describe('blocks', () => {
  test('take several inputs by name and hand an input straight on', () => {
    const gate = block([
      node('x', 'blockInput'),
      node('y', 'blockInput'),
      node('m', 'multiply', ['x', 'y']),
      node('out', 'blockOutput', ['m']),
    ]);
    const pass = line([]);
    const { network, problems } = expand(
      design(
        [
          image,
          node('p', 'block:pass', ['image']),
          node('s', 'sigmoid', ['p']),
          { id: 'g', kind: 'block:gate', inputs: { y: ['s'], x: ['p'] } },
          node('end', 'relu', ['g']),
        ],
        { gate, pass },
      ),
      {},
    );
    expect(problems).toEqual([]);
    expect(network.nodes.map((n) => [n.path, n.inputs['in'] ?? []])).toEqual([
      ['image', []],
      ['s', ['image']],
      ['g/m', ['image', 's']],
      ['end', ['g/m']],
    ]);
  });

  test('nest, hide built-in ones of the same name, and may be chosen by an expression', () => {
    const inner = line([node('r', '=kind', ['in'])], { kind: { type: 'text', default: 'relu' } });
    const outer = line([node('i', '="block:" + which', ['in'], { params: { kind: 'tanh' } })], {
      which: { type: 'text', default: 'inner' },
    });
    const document = design([image, node('o', 'block:outer', ['image'], { repeat: 2 })], { outer });
    const builtIn = { inner, outer: line([node('never', 'relu', ['in'])]) };
    const { network, problems } = expand(document, builtIn);
    expect(problems).toEqual([]);
    expect(network.nodes.map((n) => [n.path, n.kind])).toEqual([
      ['image', 'input'],
      ['o/0/i/r', 'tanh'],
      ['o/1/i/r', 'tanh'],
    ]);
    expect(network.groups.map((g) => g.path)).toEqual(['o/0', 'o/0/i', 'o/1', 'o/1/i']);
  });

  test('defaults may be expressions over the parameters before them', () => {
    const b = line([node('c', 'conv2d', ['in'], { params: { filters: '=width', kernel: '=window' } })], {
      filters: number(64),
      width: { type: 'number', default: '=filters / 4' },
      window: { type: 'size', default: [1, 7] },
    });
    const { network, problems } = expand(
      design([image, node('a', 'block:b', ['image'], { params: { filters: 128 } }), node('z', 'block:b', ['a'])], {
        b,
      }),
      {},
    );
    expect(problems).toEqual([]);
    expect(network.nodes.slice(1).map((n) => n.params)).toEqual([
      { filters: 32, kernel: [1, 7] },
      { filters: 16, kernel: [1, 7] },
    ]);
  });
});
