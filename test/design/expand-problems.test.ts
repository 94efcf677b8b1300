import { describe, expect, test } from 'vitest';
import { describe as message } from '../../engine/base/catalogue/index.ts';
import { expand } from '../../engine/design/expand.ts';
import { applyFix } from '../../engine/design/fix.ts';
import { block, codesOf, design, line, node, number } from './support.ts';

const image = node('image', 'input');

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
    ['too many', [image, node('x', 'relu', ['image'], { repeat: 100_001 })], 'design.tooLarge', 'x', '30000'],
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

  test('a wrong argument is mended by what comes nearest, or by the default', () => {
    const fixesOf = (params: Record<string, unknown>) =>
      expand(design(instance(params), blocks), {}).problems.map(({ fixes }) =>
        fixes.map(({ code, values }) => `${code} ${values['value']}`),
      );
    expect(fixesOf({ filters: 0 })).toEqual([['value.set 1', 'value.default 8']]);
    expect(fixesOf({ filters: 101 })).toEqual([['value.set 100', 'value.default 8']]);
    expect(fixesOf({ filters: '12' })).toEqual([['value.set 12', 'value.default 8']]);
    expect(fixesOf({ filters: 'four' })).toEqual([['value.default 8']]);
    expect(fixesOf({ mode: 'sane' })[0]![0]).toBe('value.set same');
    for (const params of [{ filters: 0 }, { filters: 101 }, { filters: 'four' }, { mode: 'sane' }, { wide: 1 }]) {
      const document = design(instance(params), blocks);
      for (const fix of expand(document, {}).problems[0]!.fixes) {
        expect(expand(applyFix(document, fix, {}).document, {}).problems).toEqual([]);
      }
    }
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
    expect(problems[1]!.fixes.flatMap(({ actions }) => actions)).toEqual([
      { do: 'setDocumentParam', field: 'depth', value: 8 },
    ]);
  });
});
