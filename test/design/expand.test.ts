import { describe, expect, test } from 'vitest';
import { describe as message } from '../../engine/base/catalogue/index.ts';
import { expand } from '../../engine/design/expand.ts';
import { block, codesOf, design, fixture, line, node, number } from './support.ts';

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

describe('problems', () => {
  const b = line([node('c', 'conv2d', ['in'], { params: { filters: '=filters' } })], {
    filters: { ...number(8), min: 1, max: 100 },
    mode: { type: 'text', default: 'same', options: ['same', 'valid'] },
    wide: { type: 'boolean', default: false },
    window: { type: 'size', default: 3 },
  });
  const blocks = {
    b,
    none: block([node('in', 'blockInput')]),
    two: block([node('in', 'blockInput'), node('o', 'blockOutput', ['in']), node('p', 'blockOutput', ['in'])]),
    open: block([node('in', 'blockInput'), node('o', 'blockOutput')]),
    self: line([node('me', 'block:self', ['in'])]),
    ping: line([node('q', 'block:pong', ['in'])]),
    pong: line([node('p', 'block:ping', ['in'])]),
  };
  const instance = (params: Record<string, unknown>) => [
    image,
    node('x', 'block:b', ['image'], { params: params as never }),
  ];
  const cases: readonly [string, Parameters<typeof design>[0], string, string, string][] = [
    ['dangling', [image, node('x', 'relu', ['imgae'])], 'input.dangling', 'x', 'Did you mean image?'],
    ['unknown block', [image, node('x', 'block:c', ['image'])], 'block.unknown', 'x', 'Known: b,'],
    ['unknown parameter', instance({ filtres: 4 }), 'block.unknownParam', 'x', 'Did you mean filters?'],
    ['not a number', instance({ filters: 'four' }), 'block.paramNotNumber', 'x', 'is "four"'],
    ['not a boolean', instance({ wide: 1 }), 'block.paramNotBoolean', 'x', 'is 1'],
    ['not a text', instance({ mode: true }), 'block.paramNotText', 'x', 'is true'],
    ['not a size', instance({ window: [1, 2, 3] }), 'block.paramNotSize', 'x', 'is [1,2,3]'],
    ['too small', instance({ filters: 0 }), 'block.paramTooSmall', 'x', 'is 0 and must be at least 1'],
    ['too large', instance({ filters: 101 }), 'block.paramTooLarge', 'x', 'is 101 and must be at most 100'],
    ['no option', instance({ mode: 'sane' }), 'block.paramNotAnOption', 'x', 'Did you mean same?'],
    [
      'unknown port',
      [image, node('x', 'block:b', [], { inputs: { inn: ['image'] } })],
      'block.unknownPort',
      'x',
      'mean in?',
    ],
    ['missing input', [image, node('x', 'block:b')], 'block.missingInput', 'x', 'input in of the block b'],
    ['two wires', [image, node('x', 'block:b', ['image', 'image'])], 'block.manySources', 'x', 'has 2'],
    ['no output', [image, node('x', 'block:none', ['image'])], 'block.noOutput', 'x', 'no blockOutput'],
    ['two outputs', [image, node('x', 'block:two', ['image'])], 'block.manyOutputs', 'x/p', '2 blockOutputs'],
    ['open output', [image, node('x', 'block:open', ['image'])], 'block.outputUnconnected', 'x/o', 'Connect'],
    ['in itself', [image, node('x', 'block:self', ['image'])], 'block.recursion', 'x/me', 'self → self'],
    ['in a circle', [image, node('x', 'block:ping', ['image'])], 'block.recursion', 'x/q/p', 'ping → pong → ping'],
    ['same id', [image, node('x', 'relu', ['image']), node('x', 'tanh')], 'node.duplicateId', 'x', 'called x'],
    ['port outside', [image, node('x', 'blockInput')], 'node.portOutsideBlock', 'x', 'blockInput'],
    ['kind', [image, node('x', '=1 + 1', ['image'])], 'node.kindNotText', 'x', 'comes out as 2'],
    ['kind unknown', [image, node('x', '=act', ['image'])], 'expression.unknownName', 'x', 'act'],
    ['repeat', [image, node('x', 'relu', ['image'], { repeat: '=1.5' })], 'node.badRepeat', 'x', '1.5'],
    ['repeat below 0', [image, node('x', 'relu', ['image'], { repeat: -1 })], 'node.badRepeat', 'x', '-1'],
    ['when', [image, node('x', 'relu', ['image'], { when: '=1' })], 'node.badWhen', 'x', 'comes out as 1'],
    [
      'no index',
      [image, node('x', 'relu', ['image'], { params: { a: '=index' } })],
      'expression.noIndex',
      'x',
      'repeats',
    ],
    [
      'wire',
      [image, node('x', 'relu', [], { when: false }), node('y', 'relu', ['x'])],
      'input.wireWithoutSource',
      'x',
      'none',
    ],
    [
      'circle of wires',
      [image, node('x', 'relu', ['y'], { when: false }), node('y', 'relu', ['x'], { when: false })],
      'input.wireCycle',
      'y',
      'leads back to itself',
    ],
    ['too many', [image, node('x', 'relu', ['image'], { repeat: 100_001 })], 'design.tooLarge', 'x', '100000'],
  ];

  test.each(cases)('%s', (_, nodes, code, at, part) => {
    const { problems } = expand(design(nodes, blocks), {});
    const found = problems.find((p) => p.code === code);
    expect(codesOf(problems)).toContain(code);
    expect(found!.node).toBe(at);
    expect(message(found!)).toContain(part);
    expect(message(found!)).not.toMatch(/\{\w+\}|\[\[/);
  });

  test('what is right is expanded all the same, and what is behind a gap has a null wire', () => {
    const { network } = expand(
      design([
        image,
        node('bad', 'block:nope', ['image']),
        node('a', 'relu', ['bad']),
        node('good', 'tanh', ['image']),
      ]),
      {},
    );
    expect(network.nodes.map((n) => [n.path, n.inputs['in'] ?? []])).toEqual([
      ['image', []],
      ['a', [null]],
      ['good', ['image']],
    ]);
  });

  test('a wrong argument leaves the default in its place', () => {
    const { network } = expand(design(instance({ filters: '=nope' }), blocks), {});
    expect(network.nodes[1]!.params).toEqual({ filters: 8 });
  });

  test('a mistake in a definition is told once, at the first place where it shows', () => {
    const bad = line([node('c', 'conv2d', ['in'], { params: { filters: '=nope' } }), node('d', 'relu', ['gone'])]);
    const { problems } = expand(
      design([image, node('s', 'block:bad', ['image'], { repeat: 50 }), node('t', 'block:bad', ['s'])], { bad }),
      {},
    );
    expect(problems.map((p) => [p.code, p.node])).toEqual([
      ['expression.unknownName', 's/0/c'],
      ['input.dangling', 's/0/d'],
    ]);
    expect(problems[1]!.fixes[0]!.actions).toEqual([{ do: 'removeInput', node: 's/0/d', port: 'in', index: 0 }]);
  });

  test('the parameters of the design itself are checked too', () => {
    const { problems } = expand(
      design([image], {}, { classes: { type: 'number', default: 'ten' }, depth: { ...number(3), min: 8 } }),
      {},
    );
    expect(problems.map((p) => [p.code, p.node, p.field])).toEqual([
      ['block.paramNotNumber', '', 'classes'],
      ['block.paramTooSmall', '', 'depth'],
    ]);
  });
});

describe('bounds', () => {
  test('a circle between blocks that is none between layers is ordered layer by layer', () => {
    // `two` has two inputs side by side; its second one is fed by what its first one leads to.
    const two = block([
      node('a', 'blockInput'),
      node('b', 'blockInput'),
      node('left', 'relu', ['a']),
      node('right', 'auxiliaryHead', ['b']),
      node('out', 'blockOutput', ['left']),
    ]);
    const { network } = expand(
      design(
        [image, { id: 't', kind: 'block:two', inputs: { a: ['image'], b: ['next'] } }, node('next', 'tanh', ['t'])],
        {
          two,
        },
      ),
      {},
    );
    const order = network.nodes.map((n) => n.path);
    expect(order.indexOf('t/left')).toBeLessThan(order.indexOf('next'));
    expect(order.indexOf('next')).toBeLessThan(order.indexOf('t/right'));
  });

  test('a real circle does not stop the expansion', () => {
    const { network } = expand(design([image, node('a', 'add', ['image', 'b']), node('b', 'relu', ['a'])]), {});
    expect(network.nodes.map((n) => n.path).sort()).toEqual(['a', 'b', 'image']);
  });

  test('blocks that double at each level are cut off', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `b${i}`,
        line([
          node('x', i === 0 ? 'relu' : `block:b${i - 1}`, ['in']),
          node('y', i === 0 ? 'relu' : `block:b${i - 1}`, ['x']),
        ]),
      ]),
    );
    const { network, problems } = expand(design([image, node('z', 'block:b39', ['image'])], doubling), {});
    expect(codesOf(problems)).toContain('design.tooLarge');
    expect(network.nodes.length).toBeLessThanOrEqual(100_000);
  });

  test('blocks may stand 64 deep', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`b${i}`, line([node('x', i === 0 ? 'relu' : `block:b${i - 1}`, ['in'])])]),
    );
    const at = (top: number) => expand(design([image, node('z', `block:b${top}`, ['image'])], chain), {});
    expect(at(63).problems).toEqual([]);
    expect(at(63).network.nodes).toHaveLength(2);
    expect(codesOf(at(64).problems)).toEqual(['block.tooDeep']);
    // In either order: a block that is remembered from where it stood less deep is refused all the same.
    expect(at(63).problems).toEqual([]);
  });

  test('work without layers is bounded too', () => {
    const slow = line([node('x', 'relu', ['in'], { repeat: 90_000, when: '=index < 0' })], { k: number(0) });
    const nodes = [image, node('z', 'block:slow', ['image'], { repeat: 50_000, params: { k: '=index' } })];
    const { problems } = expand(design(nodes, { slow }), {});
    expect(codesOf(problems)).toEqual(['design.tooMuchWork']);
  });

  test('a chain of 50,000 wires is followed', () => {
    const wires = Array.from({ length: 50_000 }, (_, i) =>
      node(`w${i}`, 'relu', [i === 0 ? 'image' : `w${i - 1}`], { when: false }),
    );
    const { network, problems } = expand(design([image, ...wires, node('end', 'relu', ['w49999'])]), {});
    expect(problems).toEqual([]);
    expect(network.nodes.at(-1)?.inputs).toEqual({ in: ['image'] });
  });

  test('the 1,202 layers of the deepest CIFAR ResNet share what they can', () => {
    const basic = fixture('residual').blocks['residual']!;
    const stage = (id: string, from: string, filters: number) =>
      node(id, 'block:basic', [from], { repeat: 200, params: { filters, stride: '=index == 0 ? 2 : 1' } });
    const { network, problems } = expand(
      design([image, stage('a', 'image', 16), stage('b', 'a', 32), stage('c', 'b', 64)], { basic }),
      {},
    );
    expect(problems).toEqual([]);
    expect(network.nodes).toHaveLength(1 + 600 * 6);
    // Two lists of arguments a stage, and in each four layers with parameters of their own; layers without share the empty one.
    expect(new Set(network.nodes.map((n) => n.params)).size).toBeLessThanOrEqual(6 * 4 + 2);
  });
});
