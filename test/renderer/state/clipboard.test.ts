import { expect, test } from 'vitest';
import { applyEdit } from '../../../engine/design/edits/history.ts';
import { clip, clippingText, paste, readClipping } from '../../../renderer/state/clipboard.ts';
import { templateOf } from '../scene/scene-of.ts';

const base = templateOf('cifar_resnet?depth=8');

test('a copy keeps the wires among its nodes and leaves out the others', () => {
  const nodes = base.nodes.filter(({ id }) => id === 'stage1' || id === 'stage2');
  const read = readClipping(clippingText(clip(nodes, { stage1: [0, 0], stem: [5, 5] }, {})))!;
  expect(read.nodes.map(({ id, inputs }) => [id, inputs])).toEqual([
    ['stage1', undefined],
    ['stage2', { in: ['stage1'] }],
  ]);
  expect(read.positions).toEqual({ stage1: [0, 0] });
});

test('pasting gives free names and tells them', () => {
  const read = readClipping(clippingText(clip(base.nodes, {}, {})))!;
  let made: readonly string[] = [];
  const { document } = applyEdit(
    base,
    paste('', read, null, (ids) => (made = ids)),
  );
  expect(document.nodes).toHaveLength(2 * base.nodes.length);
  expect(new Set(document.nodes.map(({ id }) => id)).size).toBe(document.nodes.length);
  expect(made).toHaveLength(base.nodes.length);
  const copy = document.nodes.find(({ id }) => id === made[2])!;
  expect(copy.inputs?.['in']).toEqual([made[1]]);
});

test("a block that another one's name already means comes under a new name", () => {
  const own = {
    title: 'Mine',
    params: {},
    nodes: [
      { id: 'in', kind: 'blockInput' },
      { id: 'out', kind: 'blockOutput', inputs: { in: ['in'] } },
    ],
  };
  const node = { id: 'x', kind: 'block:mine' };
  const read = readClipping(clippingText(clip([node], {}, { mine: own })))!;
  const other = { ...base, blocks: { mine: { ...own, title: 'Other' } } };
  const { document } = applyEdit(
    other,
    paste('', read, null, () => {}),
  );
  expect(Object.keys(document.blocks)).toEqual(['mine', 'mine2']);
  expect(document.nodes.at(-1)!.kind).toBe('block:mine2');
});

test.each(['', 'hello', '{}', '{"format":"other"}', '[1]'])('text that holds no nodes is none: %j', (text) => {
  expect(readClipping(text)).toBeNull();
});
