import { describe, expect, test } from 'vitest';
import { analyze } from '../../engine/analyze/analyze.ts';
import type { FixAction } from '../../engine/base/diagnostics.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import { applyFix } from '../../engine/design/fix.ts';
import { locate } from '../../engine/design/locate.ts';
import { codesOf, design, fixture, line, node, number } from './support.ts';

function fixed(document: LoomDocument, ...actions: readonly FixAction[]): LoomDocument {
  const { document: changed, problems } = applyFix(document, { code: 'param.remove', values: {}, actions }, {});
  expect(problems).toEqual([]);
  return changed;
}

const find = (document: LoomDocument, id: string, block?: string) =>
  (block === undefined ? document.nodes : document.blocks[block]!.nodes).find((n) => n.id === id);

describe('locate', () => {
  test('leads through blocks and repeats to the drawn node', () => {
    const levels = locate(fixture('residual'), {}, 'stage2/1/conv1')!;
    expect(levels.map((l) => [l.definition, l.node.id, l.index])).toEqual([
      ['', 'stage2', 1],
      ['residual', 'conv1', undefined],
    ]);
    expect(levels[1]!.params).toEqual({ filters: 16, stride: 1, activation: 'relu' });
  });

  test('leads from a block by itself, with its defaults', () => {
    const levels = locate(fixture('residual'), {}, 'block:residual/conv1')!;
    expect(levels.map((l) => [l.definition, l.node.id])).toEqual([['residual', 'conv1']]);
  });

  test.each([
    '',
    'nobody',
    'block:nobody/x',
    'block:residual',
    'stage2/1/nobody',
    'stem/0',
    'stem/conv',
    'stage2/1/conv1/x',
  ])('nothing is at %j', (path) => {
    expect(locate(fixture('residual'), {}, path)).toBeNull();
  });
});

describe('actions', () => {
  const document = fixture('residual');

  test('setParam lands in the definition', () => {
    const changed = fixed(document, { do: 'setParam', node: 'stage1/1/conv2', field: 'padding', value: 'same' });
    expect(find(changed, 'conv2', 'residual')!.params).toEqual({ filters: '=filters', padding: 'same' });
  });

  test('setParam of a parameter that the block hands on is set where the block is used', () => {
    const changed = fixed(document, { do: 'setParam', node: 'stage1/0/conv2', field: 'filters', value: 32 });
    expect(find(changed, 'stage1')!.params).toEqual({ filters: 32, activation: '=activation' });
    expect(changed.blocks).toBe(document.blocks);
  });

  test('… in the one iteration that is meant, where iterations differ', () => {
    const changed = fixed(document, { do: 'setParam', node: 'stage2/1/conv1', field: 'stride', value: 2 });
    expect(find(changed, 'stage2')!.params!['stride']).toBe('=index == 1 ? 2 : (index == 0 ? 2 : 1)');
    const strides = expand(changed, {}).network.nodes.filter((n) => /stage2.*conv1/.test(n.path));
    expect(strides.map((n) => n.params['stride'])).toEqual([2, 2]);
  });

  test('… up to the design’s own parameter', () => {
    const changed = fixed(document, { do: 'setKind', node: 'stage1/0/act1', kind: 'silu' });
    expect(changed.params['activation']!.default).toBe('silu');
  });

  test('unsetParam and setDocumentParam', () => {
    const changed = fixed(
      document,
      { do: 'unsetParam', node: 'stem', field: 'kernel' },
      { do: 'setDocumentParam', field: 'classes', value: 100 },
    );
    expect(find(changed, 'stem')!.params).toEqual({ filters: 8 });
    expect(changed.params['classes']!.default).toBe(100);
  });

  test('insertBefore puts a node onto the wire', () => {
    const changed = fixed(document, {
      do: 'insertBefore',
      node: 'stage1/0/add',
      port: 'in',
      index: 1,
      kind: 'dropout',
      params: { rate: 0.1 },
    });
    expect(find(changed, 'add', 'residual')!.inputs).toEqual({ in: ['conv2', 'dropout'] });
    expect(find(changed, 'dropout', 'residual')).toEqual({
      id: 'dropout',
      kind: 'dropout',
      params: { rate: 0.1 },
      inputs: { in: ['skip'] },
    });
  });

  test('appendNode stands behind the block whose output the node is', () => {
    const changed = fixed(document, { do: 'appendNode', after: 'stage2/1/act2', kind: 'classifier', params: {} });
    expect(changed.nodes.at(-1)).toEqual({ id: 'classifier', kind: 'classifier', inputs: { in: ['stage2'] } });
    const inside = fixed(document, { do: 'appendNode', after: 'stage2/1/add', kind: 'relu', params: {} });
    expect(inside.blocks['residual']!.nodes.at(-1)).toEqual({ id: 'relu', kind: 'relu', inputs: { in: ['add'] } });
  });

  test('connect joins what stands at the same level, or a block’s instance from outside', () => {
    const changed = fixed(
      document,
      { do: 'connect', from: 'stage1/0/conv1', node: 'stage1/0/add', port: 'in' },
      { do: 'connect', from: 'stage1/1/act2', node: 'pool', port: 'in' },
    );
    expect(find(changed, 'add', 'residual')!.inputs).toEqual({ in: ['conv2', 'skip', 'conv1'] });
    expect(find(changed, 'pool')!.inputs).toEqual({ in: ['stage2', 'stage1'] });
  });

  test('setParam in a block by itself lands in its own default', () => {
    const changed = fixed(document, { do: 'setParam', node: 'block:residual/conv1', field: 'filters', value: 5 });
    expect(changed.blocks['residual']!.params['filters']!.default).toBe(5);
    expect(changed.nodes).toBe(document.nodes);
  });

  test('removeInput and removeNode, once for all iterations', () => {
    const changed = fixed(
      document,
      { do: 'removeInput', node: 'stage1/0/add', port: 'in', index: 1 },
      { do: 'removeNode', node: 'stage1/0/skip' },
      { do: 'removeNode', node: 'stage1/1/skip' },
    );
    expect(changed.blocks['residual']!.nodes.map((n) => n.id)).not.toContain('skip');
    expect(find(changed, 'add', 'residual')!.inputs).toEqual({ in: ['conv2'] });
  });

  test.each<FixAction>([
    { do: 'setParam', node: 'gone', field: 'a', value: 1 },
    { do: 'appendNode', after: 'stage1/7/gone', kind: 'relu', params: {} },
    { do: 'connect', from: 'stem', node: 'stage1/0/add', port: 'in' },
    { do: 'setDocumentParam', field: 'gone', value: 1 },
  ])('does not fit: %j', (action) => {
    const fix = {
      code: 'param.remove',
      values: {},
      actions: [{ do: 'unsetParam', node: 'stem', field: 'kernel' }, action],
    };
    const { document: changed, problems } = applyFix(document, fix as never, {});
    // The first action alone is not half of a fix.
    expect(codesOf(problems)).toEqual(['fix.notApplicable']);
    expect(changed).toBe(document);
  });
});

describe('fixes that problems offer mend them', () => {
  const image = node('image', 'input', [], { params: { height: 8, width: 8, channels: 3 } });
  const b = line([node('c', 'conv2d', ['in'], { params: { filters: '=filters' } })], { filters: number(4) });
  const allProblems = (document: LoomDocument) => {
    const { network, problems } = expand(document, {});
    return [...problems, ...analyze(network).problems];
  };

  test.each([
    ['a mistyped source', design([image, node('x', 'relu', ['imgae'])]), 'input.dangling'],
    ['a mistyped block', design([image, node('x', 'block:bb', ['image'])], { bc: b }), 'block.unknown'],
    [
      'a mistyped argument',
      design([image, node('x', 'block:b', ['image'], { params: { filtres: 2 } })], { b }),
      'block.unknownParam',
    ],
    [
      'an argument too many',
      design([image, node('x', 'block:b', ['image'], { params: { zzz: 2 } })], { b }),
      'block.unknownParam',
    ],
    [
      'a wire from nowhere',
      design([image, node('x', 'relu', ['image'], { when: false }), node('y', 'relu', [], { when: false })]),
      'input.wireWithoutSource',
    ],
    [
      'a head that is missing',
      design([image, node('f', 'flatten', ['image']), node('d', 'dense', ['f'], { params: { units: 3 } })]),
      'network.noHead',
    ],
    [
      'a dense layer on a map, in a block',
      design([image, node('x', 'block:head', ['image'])], {
        head: line([node('d', 'dense', ['in'], { params: { units: 3 } })]),
      }),
      'input.notVector',
    ],
  ] as const)('%s', (_, document, code) => {
    const before = allProblems(document);
    const mendable = before.find((p) => p.code === code)!;
    const { document: changed, problems } = applyFix(document, mendable.fixes[0]!, {});
    expect(problems).toEqual([]);
    expect(codesOf(allProblems(changed))).not.toContain(code);
  });
});
