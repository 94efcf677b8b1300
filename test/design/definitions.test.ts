import { expect, test } from 'vitest';
import type { BlockDefinition, LoomDocument } from '../../engine/design/document.ts';
import { addBlock, duplicateBlock, removeBlock, renameBlock } from '../../engine/design/edits/definitions.ts';
import type { Edit } from '../../engine/design/edits/edit.ts';
import { applyEdit } from '../../engine/design/edits/history.ts';
import { expand } from '../../engine/design/expand.ts';
import { codesOf, design, line, node, number } from './support.ts';

const library = { unit: line([node('conv', 'conv2d', ['in'])], { f: number(8) }) };
const chooser: BlockDefinition = line(
  [
    node('one', '=kind', ['in'], { repeat: 2 }),
    node('two', '=index == 0 ? "block:mine" : "block:unit"', ['one'], { repeat: 2 }),
  ],
  { kind: { type: 'text', default: 'block:mine', options: ['block:mine', 'block:unit'] } },
);
const document: LoomDocument = {
  ...design([node('input', 'input'), node('a', 'block:mine', ['input']), node('b', 'block:chooser', ['a'])], {
    mine: { ...line([node('conv', 'conv2d', ['in'])]), title: 'Mine' },
    chooser,
    spare: line([]),
  }),
  view: { positions: { mine: { conv: [1, 2] } } },
};

function after(edit: Edit): LoomDocument {
  const { document: changed, problems } = applyEdit(document, edit);
  expect(problems).toEqual([]);
  return changed;
}

const pathsOf = (of: LoomDocument) => {
  const { network, problems } = expand(of, library);
  expect(problems).toEqual([]);
  return network.nodes.map(({ path }) => path);
};

test('renamed: instances, choices and expressions follow, positions too', () => {
  const renamed = after(renameBlock(library, 'mine', 'Wide stem'));
  expect(Object.keys(renamed.blocks)).toEqual(['wideStem', 'chooser', 'spare']);
  expect(renamed.blocks['wideStem']!.title).toBe('Wide stem');
  expect(renamed.nodes[1]!.kind).toBe('block:wideStem');
  expect(renamed.blocks['chooser']!.params['kind']).toMatchObject({
    default: 'block:wideStem',
    options: ['block:wideStem', 'block:unit'],
  });
  expect(renamed.view!.positions).toEqual({ wideStem: { conv: [1, 2] } });
  expect(pathsOf(renamed)).toEqual(pathsOf(document));
});

test('a title that makes no name, or the same one, changes the title alone', () => {
  const renamed = after(renameBlock(library, 'mine', '残差块'));
  expect(Object.keys(renamed.blocks)).toContain('mine');
  expect(renamed.blocks['mine']!.title).toBe('残差块');
  expect(renamed.nodes).toBe(document.nodes);
});

test('duplicated under a free name, with its layout', () => {
  const copied = after(duplicateBlock(library, 'mine', 'Mine, copy'));
  expect(copied.blocks['mineCopy']).toEqual({ ...document.blocks['mine'], title: 'Mine, copy' });
  expect(copied.view!.positions['mineCopy']).toEqual({ conv: [1, 2] });
  expect(after(duplicateBlock(library, 'unit', 'Unit')).blocks['unit2']!.nodes).toEqual(library.unit.nodes);
});

test('removed where nothing uses it; refused where something does', () => {
  expect(Object.keys(after(removeBlock(library, 'spare')).blocks)).toEqual(['mine', 'chooser']);
  const { document: same, problems } = applyEdit(document, removeBlock(library, 'mine'));
  expect(codesOf(problems)).toEqual(['edit.blockInUse']);
  expect(problems[0]!.values['count']).toBe(4);
  expect(same).toBe(document);
});

test('an own copy of a built-in block can go although it is used: the built-in one stands in', () => {
  const hidden = { ...document, blocks: { ...document.blocks, unit: line([]) } };
  const { document: bare, problems } = applyEdit(hidden, removeBlock(library, 'unit'));
  expect(problems).toEqual([]);
  expect(Object.hasOwn(bare.blocks, 'unit')).toBe(false);
});

test('a new one leads its input to its output', () => {
  const made = after(addBlock(library, 'Spare'));
  expect(made.blocks['spare2']).toEqual({ ...line([]), title: 'Spare' });
});
