import { expect, test } from 'vitest';
import { commit, startHistory, undo } from '../../../engine/design/edits/history.ts';
import { setParam } from '../../../engine/design/edits/nodes.ts';
import { library } from '../../../renderer/state/model.ts';
import { sameDesign } from '../../../renderer/state/same-design.ts';
import { templateOf } from '../scene/scene-of.ts';

const base = templateOf('cifar_resnet?depth=8');

test('a design is the same after an edit and its undo, and when it was only moved', () => {
  const edited = commit(startHistory(base), 'edit', setParam(library, '', 'stage1', 'stride', 2)).history;
  expect(sameDesign(base, edited.document)).toBe(false);
  expect(sameDesign(base, undo(edited).document)).toBe(true);
  expect(sameDesign(base, { ...base, view: { positions: { '': { stem: [5, 5] } } } })).toBe(true);
});

test.each([
  ['a node more', { ...base, nodes: [...base.nodes, base.nodes[0]!] }],
  ['other wires', { ...base, nodes: base.nodes.map((node) => ({ ...node, inputs: {} })) }],
  ['a parameter less', { ...base, params: {} }],
  ['a block more', { ...base, blocks: { mine: { title: 'Mine', params: {}, nodes: [] } } }],
])('it is another with %s', (_, other) => expect(sameDesign(base, other)).toBe(false));
