import { expect, test } from 'vitest';
import { cardOf } from '../../../renderer/canvas/card-data.ts';
import { miniatureOf } from '../../../renderer/scene/miniature.ts';
import { openAtFirst } from '../../../renderer/scene/telling.ts';
import { drawn, templateOf } from './scene-of.ts';

const insideOf = (spec: string, id: string) => {
  const { model, scene } = drawn(templateOf(spec));
  return cardOf(model, scene.byId.get(id)!).inside;
};

test('a block card holds what it is known by: the skip of a residual block, however deep, and the branches of Inception', () => {
  for (const [spec, id] of [
    ['course_residual', 'residual'],
    ['cifar_resnet', 'stage1'],
    ['resnet50', 'stage3'],
  ] as const)
    expect(miniatureOf(insideOf(spec, id)!).skips, `skips of ${spec}`).toMatch(/^M/);
  const inception = insideOf('googlenet', 'inception3a')!;
  expect(
    inception.wires.filter(({ to }) => to === inception.items.findIndex(({ kind }) => kind === 'concat')),
  ).toHaveLength(4);
  const small = miniatureOf(inception);
  expect(small.skips).toBe('');
  expect(small.boxes.map(({ family }) => family)).toContain('merge');
  // A row of three says nothing that the name does not.
  expect(insideOf('googlenet', 'conv1')).toBeNull();
});

test('equal blocks share one miniature, and an edit elsewhere leaves it', () => {
  const { model, scene } = drawn(templateOf('resnet50'));
  const inside = () => cardOf(model, scene.byId.get('stage3')!).inside;
  expect(inside()).toBe(inside());
  expect(miniatureOf(inside()!)).toBe(miniatureOf(inside()!));
});

test('a design about one block opens with it open; one of many, or of stages, does not', () => {
  const open = (spec: string): readonly string[] => [...openAtFirst(drawn(templateOf(spec)).model.drawing)];
  expect(open('course_residual')).toEqual(['residual']);
  expect(open('course_inception')).toEqual(['inception']);
  expect(open('googlenet')).toEqual([]);
  expect(open('cifar_resnet')).toEqual([]);
  expect(open('lenet5')).toEqual([]);
});
