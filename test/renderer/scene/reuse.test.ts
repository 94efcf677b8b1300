import { expect, test } from 'vitest';
import type { LoomDocument } from '../../../engine/design/document.ts';
import { type Scene, sceneOf } from '../../../renderer/scene/scene.ts';
import { type Model, modelOf } from '../../../renderer/state/model.ts';
import { counting, drawn, templateOf } from './scene-of.ts';

const noPositions = {};

/** The scene after an edit, drawn anew and going on from the one before it. */
function next(
  { model, scene }: { readonly model: Model; readonly scene: Scene },
  document: LoomDocument,
  expanded: ReadonlySet<string>,
): { readonly model: Model; readonly anew: Scene; readonly scene: Scene } {
  const options = { flip: false, expanded, positions: noPositions };
  const after = modelOf(document, [], counting, null, model);
  const anew = modelOf(document, [], counting);
  return {
    model: after,
    scene: sceneOf(after.drawing, after.drawing.root, options, scene),
    anew: sceneOf(anew.drawing, anew.drawing.root, options),
  };
}

const plain = ({ nodes, wires, bounds }: Scene): unknown => JSON.parse(JSON.stringify({ nodes, wires, bounds }));

const document = templateOf('cifar_resnet?depth=20');
const expanded = new Set(['stage1', 'stage2', 'stage1/0', 'stage2/1']);
const options = { flip: false, expanded, positions: noPositions };
const first = drawn(document);
const before = { model: first.model, scene: sceneOf(first.model.drawing, first.model.drawing.root, options) };

test('an edit that moves nothing keeps the scene, and what is read of its nodes is new', () => {
  const filters = { ...document.params['filters']!, default: 24 };
  const after = next(before, { ...document, params: { ...document.params, filters } }, expanded);
  expect(after.scene).toBe(before.scene);
  expect(plain(after.scene)).toEqual(plain(after.anew));
  const { place } = after.scene.byId.get('stage2/1/conv1')!;
  expect(after.model.drawing.params(place)['filters']).toBe(48);
  expect(before.model.drawing.params(place)['filters']).toBe(32);
});

test('a node that is added leaves the nodes and wires of other blocks as they are', () => {
  const nodes = [...document.nodes, { id: 'extra', kind: 'relu', inputs: { in: ['stage3'] } }];
  const after = next(before, { ...document, nodes }, expanded);
  expect(plain(after.scene)).toEqual(plain(after.anew));
  expect(after.scene.byId.has('extra')).toBe(true);
  for (const id of ['stage1/0/conv1', 'stage2/1/add']) expect(after.scene.byId.get(id)).toBe(before.scene.byId.get(id));
});
