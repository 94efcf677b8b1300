import { describe, expect, test } from 'vitest';
import type { LoomDocument } from '../../engine/design/document.ts';
import type { Edit } from '../../engine/design/edits/edit.ts';
import { applyEdit, commit, redo, startHistory, undo } from '../../engine/design/edits/history.ts';
import { instanceToNodes } from '../../engine/design/edits/inline.ts';
import { selectionToBlock } from '../../engine/design/edits/make-block.ts';
import {
  addNode,
  duplicateNodes,
  moveNodes,
  removeNodes,
  renameNode,
  setKind,
  setParam,
  setRepeat,
  setWhen,
} from '../../engine/design/edits/nodes.ts';
import { connect, disconnect, insertOnWire } from '../../engine/design/edits/wires.ts';
import { expand } from '../../engine/design/expand.ts';
import { codesOf, design, fixture, line, node, number } from './support.ts';

const library = { unit: line([node('conv', 'conv2d', ['in'], { params: { filters: '=f' } })], { f: number(8) }) };

function after(document: LoomDocument, edit: Edit): LoomDocument {
  const { document: changed, problems } = applyEdit(document, edit);
  expect(problems).toEqual([]);
  return changed;
}

/** `id<sources` of each node. */
const drawn = (nodes: LoomDocument['nodes']): readonly string[] =>
  nodes.map(
    (n) =>
      `${n.id}<${Object.values(n.inputs ?? {})
        .flat()
        .join()}`,
  );

const chain = design([
  node('a', 'input'),
  node('b', 'relu', ['a']),
  node('c', 'tanh', ['b']),
  node('d', 'add', ['c', 'b']),
]);

describe('nodes and wires', () => {
  test('add: the id is made free, the position kept', () => {
    const document = after(chain, addNode(library, '', node('b', 'gelu', ['c']), [3, 4]));
    expect(document.nodes.at(-1)).toEqual(node('b2', 'gelu', ['c']));
    expect(document.view?.positions['']).toEqual({ b2: [3, 4] });
  });

  test('remove: the wire heals', () => {
    expect(drawn(after(chain, removeNodes(library, '', ['b'])).nodes)).toEqual(['a<', 'c<a', 'd<c,a']);
    expect(drawn(after(chain, removeNodes(library, '', ['b', 'c'])).nodes)).toEqual(['a<', 'd<a,a']);
    expect(drawn(after(chain, removeNodes(library, '', ['a'])).nodes)).toEqual(['b<', 'c<b', 'd<c,b']);
  });

  test('connect and disconnect keep the order', () => {
    const more = after(chain, connect(library, '', 'a', 'd', 'in'));
    expect(drawn(more.nodes)[3]).toBe('d<c,b,a');
    expect(drawn(after(more, disconnect(library, '', { node: 'd', port: 'in', index: 1 })).nodes)[3]).toBe('d<c,a');
    const open = after(chain, disconnect(library, '', { node: 'b', port: 'in', index: 0 }));
    expect(open.nodes[1]!.inputs).toEqual({});
  });

  test('insert on a wire: that wire alone, halfway between', () => {
    const placed = after(chain, moveNodes('', { b: [0, 0], d: [10, 420] }));
    const document = after(placed, insertOnWire(library, '', { node: 'd', port: 'in', index: 1 }, node('x', 'relu')));
    expect(drawn(document.nodes)).toEqual(['a<', 'b<a', 'c<b', 'x<b', 'd<c,x']);
    // A card is 86 high: (86 + 420 − 86) / 2.
    expect(document.view?.positions['']!['x']).toEqual([0, 210]);
  });

  test('rename: wires and position follow', () => {
    const placed = after(chain, moveNodes('', { b: [1, 2] }));
    const document = after(placed, renameNode(library, '', 'b', 'c'));
    expect(drawn(document.nodes)).toEqual(['a<', 'c2<a', 'c<c2', 'd<c,c2']);
    expect(document.view?.positions['']).toEqual({ c2: [1, 2] });
  });

  test('duplicate: wires among the copies, and those from outside', () => {
    const placed = after(chain, moveNodes('', { c: [1, 2] }));
    const document = after(placed, duplicateNodes(library, '', ['c', 'd']));
    expect(drawn(document.nodes).slice(4)).toEqual(['c2<b', 'd2<c2,b']);
    // Beside it: 224 wide and 30 away.
    expect(document.view?.positions['']!['c2']).toEqual([255, 2]);
  });

  test('parameters, kinds, repeats and conditions are set and taken away', () => {
    let document = after(chain, setParam(library, '', 'b', 'slope', [1, 2]));
    document = after(document, setKind(library, '', 'b', 'conv2d'));
    document = after(document, setRepeat(library, '', 'b', '=3'));
    document = after(document, setWhen(library, '', 'b', true));
    expect(document.nodes[1]).toEqual({
      id: 'b',
      kind: 'conv2d',
      params: { slope: [1, 2] },
      inputs: { in: ['a'] },
      repeat: '=3',
      when: true,
    });
    document = after(document, setParam(library, '', 'b', 'slope', undefined));
    document = after(document, setKind(library, '', 'b', 'relu'));
    document = after(document, setRepeat(library, '', 'b', undefined));
    document = after(document, setWhen(library, '', 'b', undefined));
    expect(document).toEqual(chain);
  });

  test('an edit in a block changes the definition; a built-in one becomes the document’s own first', () => {
    const document = design([node('i', 'input'), node('u', 'block:unit', ['i'])]);
    const changed = after(document, setParam(library, 'unit', 'conv', 'kernel', 5));
    expect(changed.blocks['unit']!.nodes[1]!.params).toEqual({ filters: '=f', kernel: 5 });
    expect(library.unit.nodes[1]!.params).toEqual({ filters: '=f' });
    expect(expand(changed, library).network.nodes[1]!.params).toEqual({ filters: 8, kernel: 5 });
  });

  test('what an edit does not touch stays the same object', () => {
    const document = after(chain, setParam(library, '', 'b', 'slope', 1));
    expect(document.nodes[0]).toBe(chain.nodes[0]);
    expect(document.nodes[3]).toBe(chain.nodes[3]);
    expect(document.blocks).toBe(chain.blocks);
  });
});

describe('history', () => {
  test('one gesture is one step, there and back', () => {
    let history = startHistory(chain);
    const states = [chain];
    for (const edit of [
      removeNodes(library, '', ['b', 'c']),
      addNode(library, '', node('z', 'block:unit', ['a'])),
      setParam(library, 'unit', 'conv', 'kernel', 1),
    ]) {
      history = commit(history, 'gesture', edit).history;
      states.push(history.document);
    }
    expect(history.past).toHaveLength(3);
    for (const state of states.slice(0, -1).reverse()) {
      history = undo(history);
      expect(history.document).toEqual(state);
    }
    expect(undo(history)).toBe(history);
    for (const state of states.slice(1)) {
      history = redo(history);
      expect(history.document).toEqual(state);
    }
    expect(redo(history)).toBe(history);
  });

  test('a new gesture forgets what was undone; one without effect makes no step', () => {
    let history = commit(startHistory(chain), 'a', removeNodes(library, '', ['b'])).history;
    history = undo(history);
    expect(history.future).toHaveLength(1);
    expect(commit(history, 'none', removeNodes(library, '', ['nobody'])).history).toBe(history);
    expect(commit(history, 'b', removeNodes(library, '', ['c'])).history.future).toEqual([]);
  });
});

describe('selection → block', () => {
  const document = after(
    design(
      [
        node('image', 'input'),
        node('left', 'relu', ['image']),
        node('conv', 'conv2d', ['image'], { params: { filters: '=width * 2' }, repeat: 2, when: '=index >= 0' }),
        node('sum', 'add', ['left', 'conv']),
        node('end', 'tanh', ['sum']),
        node('end2', 'gelu', ['sum']),
      ],
      {},
      { width: number(4), other: number(1) },
    ),
    moveNodes('', { conv: [0, 0], sum: [10, 100], end: [0, 200] }),
  );

  test('ports, parameters, output and layout come from the selection', () => {
    const changed = after(document, selectionToBlock(library, '', ['conv', 'sum'], 'My 2nd block'));
    expect(drawn(changed.nodes)).toEqual([
      'image<',
      'left<image',
      'my2ndBlock<image,left',
      'end<my2ndBlock',
      'end2<my2ndBlock',
    ]);
    const made = changed.blocks['my2ndBlock']!;
    expect(made.title).toBe('My 2nd block');
    expect(made.params).toEqual({ width: number(4) });
    expect(drawn(made.nodes)).toEqual(['in<', 'in2<', 'conv<in', 'sum<in2,conv', 'out<sum']);
    expect(changed.nodes[2]!.params).toEqual({ width: '=width' });
    expect(changed.view?.positions['']).toEqual({ my2ndBlock: [5, 50], end: [0, 200] });
    expect(changed.view?.positions['my2ndBlock']).toEqual({ conv: [-5, -50], sum: [5, 50] });
  });

  test('the network is the same one, and taking the block apart gives it back', () => {
    const flat = (d: LoomDocument) =>
      expand(d, library).network.nodes.map((n) => [n.kind, n.params, (n.inputs['in'] ?? []).length]);
    const blocked = after(document, selectionToBlock(library, '', ['conv', 'sum'], 'b'));
    expect(flat(blocked)).toEqual(flat(document));
    const apart = after(blocked, instanceToNodes(library, '', 'b'));
    expect(flat(apart)).toEqual(flat(document));
    expect(apart.nodes.find((n) => n.id === 'b_conv')).toEqual(
      node('b_conv', 'conv2d', ['image'], { params: { filters: '=(width) * 2' }, repeat: 2, when: '=index >= 0' }),
    );
  });

  test.each([
    ['nothing', [], 'edit.nothingSelected'],
    ['two outputs', ['end', 'end2'], 'edit.severalOutputs'],
    ['two that others read', ['image', 'sum'], 'edit.severalOutputs'],
  ] as const)('%s', (_, ids, code) => {
    const { document: changed, problems } = applyEdit(document, selectionToBlock(library, '', ids, 'x'));
    expect(codesOf(problems)).toEqual([code]);
    expect(changed).toBe(document);
  });

  test('a node between selected ones would make the block feed itself', () => {
    const loop = design([node('a', 'input'), node('b', 'relu', ['a']), node('c', 'add', ['a', 'b'])]);
    const { problems } = applyEdit(loop, selectionToBlock(library, '', ['a', 'c'], 'x'));
    // `a` is read by `b` outside, and so is an output; `c` that nobody reads is not.
    expect(codesOf(problems)).toEqual(['edit.selectionLeaks']);
  });
});

describe('block instance → nodes', () => {
  test('arguments are filled in and computed, conditions joined, repeats unrolled', () => {
    const document = fixture('residual');
    const apart = after(document, instanceToNodes({}, '', 'stage2', { blocks: 2 }));
    const same = (d: LoomDocument) =>
      expand(d, {}).network.nodes.map((n) => [n.kind, n.params, n.inputs['in']?.length]);
    expect(same(apart)).toEqual(same(document));
    expect(apart.nodes.find((n) => n.id === 'stage2_0_conv1')!.params).toEqual({ filters: 16, stride: 2 });
    expect(apart.nodes.find((n) => n.id === 'stage2_1_skip')!.params).toEqual({ filters: 16, stride: 1 });
    expect(apart.nodes.find((n) => n.id === 'stage2_1_act2')!.kind).toBe('=activation');
    expect(apart.nodes.find((n) => n.id === 'pool')!.inputs).toEqual({ in: ['stage2_1_act2'] });
  });

  test('a condition of the instance is one of each of its nodes', () => {
    const b = line([node('x', 'relu', ['in'], { when: '=k > 1' }), node('y', 'tanh', ['x'])], { k: number(2) });
    const nodes = [node('i', 'input'), node('b', 'block:b', ['i'], { when: '=on', params: { k: '=deep' } })];
    const apart = after(design(nodes, { b }), instanceToNodes({}, '', 'b'));
    expect(apart.nodes.slice(1).map((n) => n.when)).toEqual(['=(on) && ((deep) > 1)', '=on']);
  });

  test('texts in quotes are no names', () => {
    const b = line([node('x', '=k == "k" ? \'relu\' : k', ['in'])], { k: { type: 'text', default: 'a"b\\c' } });
    const apart = after(design([node('i', 'input'), node('b', 'block:b', ['i'])], { b }), instanceToNodes({}, '', 'b'));
    expect(apart.nodes[1]!.kind).toBe('a"b\\c');
  });

  test('what cannot be taken apart says why', () => {
    const nodes = [
      node('r', 'relu'),
      node('u', 'block:unknown'),
      node('n', 'block:unit', [], { repeat: '=depth' }),
      node('m', 'block:unit', [], { repeat: '=1e308' }),
      node('h', 'block:unit', [], { repeat: '=1.5' }),
    ];
    const codes = (id: string) => codesOf(applyEdit(design(nodes), instanceToNodes(library, '', id)).problems);
    expect(codes('r')).toEqual(['edit.notABlock']);
    expect(codes('u')).toEqual(['edit.notABlock']);
    expect(codes('n')).toEqual(['edit.repeatNotFixed']);
    expect(codes('m')).toEqual(['edit.tooManyNodes']);
    expect(codes('h')).toEqual(['node.badRepeat']);
  });
});
