import { expect, test } from 'vitest';
import type { LoomDocument } from '../../../engine/design/document.ts';
import { applyEdit } from '../../../engine/design/edits/history.ts';
import { insertOnWire } from '../../../engine/design/edits/wires.ts';
import { unstacked } from '../../../renderer/state/edits.ts';
import { library } from '../../../renderer/state/model.ts';

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

const insert = (index: number) => {
  const wire = { node: 'add', port: 'in', index };
  const edit = insertOnWire(library, '', wire, { id: 'new', kind: 'shortcut' });
  return applyEdit(document, unstacked(edit, document)).document.view?.positions[''];
};

test('what is inserted on a skip gets no place upon the path beside it, and nothing else loses its own', () => {
  expect(insert(1)).toEqual({ input: [0, 0], conv: [0, 120], add: [0, 240] });
});

test('where there is room between two nodes it stands there', () => {
  const far = { ...document, view: { positions: { '': { input: [0, 0], conv: [0, 120], add: [0, 420] } } } } as const;
  const wire = { node: 'add', port: 'in', index: 0 };
  const edit = insertOnWire(library, '', wire, { id: 'new', kind: 'relu' });
  expect(applyEdit(far, unstacked(edit, far)).document.view?.positions['']?.['new']).toEqual([0, 270]);
});
