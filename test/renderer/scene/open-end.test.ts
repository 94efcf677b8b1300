import { expect, test } from 'vitest';
import { openEndNear } from '../../../renderer/scene/open-end.ts';
import type { Point } from '../../../renderer/scene/route.ts';
import { drawn, templateOf } from './scene-of.ts';

const base = templateOf('lenet5');
/** LeNet-5 without what follows its second pool. */
const begun = {
  ...base,
  nodes: base.nodes.slice(
    0,
    base.nodes.findIndex(({ kind }) => kind === 'flatten'),
  ),
};

test.each([false, true])('what is put behind an open end belongs to it, flow to the right: %s', (flip) => {
  const { scene, model } = drawn(begun, { flip });
  const end = scene.nodes.at(-1)!;
  const along = (behind: number, beside: number): Point =>
    flip
      ? [end.x + end.width + behind, end.y + end.height / 2 + beside]
      : [end.x + end.width / 2 + beside, end.y + end.height + behind];
  const at = (point: Point) => openEndNear(scene, model.drawing.root, point, () => true)?.id ?? null;
  expect(end.id).toBe('pool2');
  expect(at(along(80, 30))).toBe('pool2');
  // Too far, in front of it, and far beside.
  expect(at(along(400, 0))).toBeNull();
  expect(at(along(-60, 0))).toBeNull();
  expect(at(along(80, 400))).toBeNull();
  expect(openEndNear(scene, model.drawing.root, along(80, 30), () => false)).toBeNull();
});

test('where everything is read, nothing is open', () => {
  const { scene, model } = drawn(base);
  const head = scene.byId.get('pool2')!;
  expect(
    openEndNear(scene, model.drawing.root, [0, head.y + head.height + 40], ({ id }) => id !== 'classifier'),
  ).toBeNull();
});
