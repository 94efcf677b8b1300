import { expect, test } from 'vitest';
import type { Fix } from '../../../engine/base/diagnostics.ts';
import type { DocumentNode, LoomDocument } from '../../../engine/design/document.ts';
import type { Edit } from '../../../engine/design/edits/edit.ts';
import { applyEdit } from '../../../engine/design/edits/history.ts';
import { duplicateNodes } from '../../../engine/design/edits/nodes.ts';
import { insertOnWire } from '../../../engine/design/edits/wires.ts';
import { fixEdit } from '../../../engine/design/fix.ts';
import { intersects } from '../../../renderer/scene/bounds.ts';
import { roomOf } from '../../../renderer/scene/forms.ts';
import { clip, paste } from '../../../renderer/state/clipboard.ts';
import { library } from '../../../renderer/state/model.ts';

const room = roomOf(false);

/** A column with a skip from its first node to its last. */
const document: LoomDocument = {
  format: 'layerloom',
  version: 1,
  name: 'column',
  params: {},
  nodes: [
    { id: 'input', kind: 'input' },
    { id: 'conv', kind: 'conv2d', inputs: { in: ['input'] } },
    { id: 'add', kind: 'add', inputs: { in: ['conv', 'input'] } },
  ],
  blocks: {},
  view: { positions: { '': { input: [0, 0], conv: [0, 120], add: [0, 240] } } },
};

const placesAfter = (edit: Edit, before = document) => {
  const after = applyEdit(before, edit).document;
  return { places: after.view!.positions['']!, nodes: after.nodes };
};

/** Pairs of nodes that lie on each other. */
function covered(nodes: readonly DocumentNode[], places: Readonly<Record<string, readonly [number, number]>>) {
  const rects = nodes.map((node) => ({
    id: node.id,
    x: places[node.id]![0],
    y: places[node.id]![1],
    ...room.sizeOf(node),
  }));
  return rects.flatMap((a, i) => rects.slice(i + 1).flatMap((b) => (intersects(a, b) ? [`${a.id} ${b.id}`] : [])));
}

const insert = (index: number, kind: string, before = document) =>
  placesAfter(insertOnWire(library, '', { node: 'add', port: 'in', index }, { id: 'new', kind }, { room }), before);

test('what is inserted on a skip stands beside the path that it skips, and nothing else moves', () => {
  const { places, nodes } = insert(1, 'shortcut');
  expect(places).toMatchObject({ input: [0, 0], conv: [0, 120], add: [0, 240] });
  expect(places['new']![0]).toBeGreaterThanOrEqual(224);
  expect(covered(nodes, places)).toEqual([]);
});

test('where there is room between two nodes it stands there', () => {
  const far = { ...document, view: { positions: { '': { input: [0, 0], conv: [0, 120], add: [0, 420] } } } } as const;
  // Between 206, where the convolution ends, and 420, 36 high.
  expect(insert(0, 'relu', far).places['new']).toEqual([0, 295]);
});

test('where there is none, what lies behind moves as far as is missing', () => {
  const { places, nodes } = insert(0, 'relu');
  // 34 behind the convolution, which ends at 206, and as much before the add.
  expect(places).toEqual({ input: [0, 0], conv: [0, 120], new: [0, 240], add: [0, 310] });
  expect(covered(nodes, places)).toEqual([]);
});

test('a fix that inserts stands between as well', () => {
  const fix: Fix = {
    code: 'flatten.insert',
    values: { features: 1 },
    actions: [{ do: 'insertBefore', node: 'add', port: 'in', index: 0, kind: 'flatten', params: {} }],
  };
  expect(placesAfter(fixEdit(fix, library, room)).places).toEqual({
    input: [0, 0],
    conv: [0, 120],
    flatten: [0, 240],
    add: [0, 310],
  });
});

test('copies lie beside what they are copies of and on nothing else, again and again', () => {
  let now = document;
  for (const ids of [['conv'], ['conv'], ['conv', 'add']]) {
    now = applyEdit(now, duplicateNodes(library, '', ids, room)).document;
    expect(covered(now.nodes, now.view!.positions['']!)).toEqual([]);
  }
  expect(now.nodes).toHaveLength(7);
  // What was there stays.
  expect(now.view!.positions['']).toMatchObject(document.view!.positions['']!);
});

test('what is pasted lies on nothing', () => {
  const clipping = clip(document.nodes, document.view!.positions['']!, {});
  const { places, nodes } = placesAfter(paste('', clipping, [20, 10], () => {}, room));
  expect(nodes).toHaveLength(6);
  expect(covered(nodes, places)).toEqual([]);
});
