import { expect, test } from 'vitest';
import { neighbour } from '../../../renderer/commands/navigate.ts';
import { drawn, templateOf } from '../scene/scene-of.ts';

test('arrows follow the main path and step aside to branches', () => {
  const { scene } = drawn(templateOf('course_inception'), { expanded: new Set(['inception']) });
  const go = (from: string | null, ...directions: readonly ('up' | 'down' | 'left' | 'right')[]) =>
    directions.reduce<string | null>((at, direction) => neighbour(scene, at, direction)?.id ?? at, from);
  expect(go(null, 'down')).toBe('input');
  expect(go('input', 'down', 'down', 'up')).toBe('inception');
  const branch = go('inception/conv1x1', 'right')!;
  expect(branch).toMatch(/^inception\/(reduce3x3|conv3x3)$/);
  expect(go('inception/reduce3x3', 'down')).toBe('inception/conv3x3');
  expect(go('inception/concat', 'down')).toBe('inception/out');
});

test('the residual path is preferred to the skip', () => {
  const { scene } = drawn(templateOf('course_residual'), { expanded: new Set(['residual']) });
  expect(neighbour(scene, 'residual/in', 'down')?.id).toBe('residual/conv1');
  expect(neighbour(scene, 'residual/add', 'up')?.id).not.toBe('residual/shortcut');
});
