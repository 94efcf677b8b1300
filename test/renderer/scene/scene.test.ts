import { describe, expect, test } from 'vitest';
import type { LoomDocument } from '../../../engine/design/document.ts';
import { templates } from '../../../engine/templates/index.ts';
import { outputPath } from '../../../renderer/canvas/card-data.ts';
import { contains } from '../../../renderer/scene/bounds.ts';
import { hits } from '../../../renderer/scene/route.ts';
import { drawn, overlaps, templateOf } from './scene-of.ts';

describe.each(Object.keys(templates))('%s', (name) => {
  const document = templateOf(name);
  test.each([
    ['top-down, closed', { levels: 0 }],
    ['top-down, two levels open', { levels: 2 }],
    ['left to right, one level open', { levels: 1, flip: true }],
  ])('%s: nothing overlaps, all is inside its frame, every wire has its ends', (_, shown) => {
    const { scene } = drawn(document, shown);
    expect(overlaps(scene)).toEqual([]);
    const outside = scene.nodes.filter(
      ({ parent, ...node }) => parent !== null && !contains(scene.byId.get(parent)!, node),
    );
    expect(outside).toEqual([]);
    for (const wire of scene.wires) {
      expect(scene.byId.has(wire.from)).toBe(true);
      expect(scene.byId.has(wire.to)).toBe(true);
    }
  });

  test('the layer whose output leaves each drawn node is one that the analysis knows', () => {
    const { model, scene } = drawn(document, { levels: 3 });
    for (const node of scene.nodes) {
      const path = outputPath(model, node);
      expect(path === null ? node.id : model.analysis.byPath.has(path)).toBeTruthy();
      expect(path).not.toBeNull();
    }
  });
});

test('the main path of a residual block is straight, and the skip goes around it', () => {
  const document: LoomDocument = {
    format: 'layerloom',
    version: 1,
    name: 'residual',
    params: {},
    blocks: {},
    nodes: [
      { id: 'input', kind: 'input' },
      { id: 'conv1', kind: 'conv2d', inputs: { in: ['input'] } },
      { id: 'relu', kind: 'relu', inputs: { in: ['conv1'] } },
      { id: 'conv2', kind: 'conv2d', inputs: { in: ['relu'] } },
      { id: 'add', kind: 'add', inputs: { in: ['conv2', 'conv1'] } },
    ],
  };
  const { scene } = drawn(document);
  const centres = scene.nodes.map(({ x, width }) => x + width / 2);
  for (const centre of centres) expect(Math.abs(centre - centres[0]!)).toBeLessThan(2);
  const skips = scene.wires.filter(({ skip }) => skip);
  expect(skips.map(({ from, to }) => [from, to])).toEqual([['conv1', 'add']]);
  const [skip] = skips;
  for (const id of ['relu', 'conv2']) {
    const node = scene.byId.get(id)!;
    expect(hits(skip!.route, { ...node, x: node.x - skip!.dx, y: node.y - skip!.dy }, 0)).toBe(false);
  }
});

test('opening a block pushes stored positions apart and leaves them stored', () => {
  const base = templateOf('cifar_resnet?depth=8');
  const { scene } = drawn(base);
  const stored = Object.fromEntries(scene.nodes.map(({ node, x, y }) => [node.id, [x, y] as const]));
  const document = { ...base, view: { positions: { '': stored } } };
  const { scene: open } = drawn(document, { expanded: new Set(['stage1', 'stage1/0', 'stage2']) });
  expect(overlaps(open)).toEqual([]);
  const { scene: closed } = drawn(document);
  for (const { node, x, y } of closed.nodes) expect([x, y]).toEqual(stored[node.id]);
});

test('a node without a stored position stands behind its source, clear of the others', () => {
  const base = templateOf('course_residual');
  const { scene } = drawn(base);
  const stored = Object.fromEntries(scene.nodes.map(({ node, x, y }) => [node.id, [x, y] as const]));
  const document = {
    ...base,
    nodes: [...base.nodes, { id: 'extra', kind: 'maxPool', inputs: { in: ['input'] } }],
    view: { positions: { '': stored } },
  };
  const after = drawn(document).scene;
  expect(overlaps(after)).toEqual([]);
  expect(after.byId.get('extra')!.y).toBeGreaterThan(after.byId.get('input')!.y);
});

test('the 1,202-layer net opened in full: every layer is drawn once', () => {
  const { model, scene } = drawn(templateOf('cifar_resnet1202'), { levels: 3 });
  const ids = scene.nodes.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { node } of model.analysis.nodes) expect(scene.byId.has(node.path)).toBe(true);
  expect(scene.bounds.width / scene.bounds.height).toBeGreaterThan(0.02);
});
