import { expect, test } from 'vitest';
import { rootSlot } from '../../engine/design/slot.ts';

test('a path is one string whichever way it is reached, however odd its names', () => {
  for (const path of ['a', 'a/b', 'a/b/c', '/b', 'a/', 'a//b', '']) {
    expect(rootSlot().at(path).path).toBe(path);
    expect(rootSlot().at(path)).toBe(rootSlot().at(path));
  }
  expect(rootSlot().at('a').at('b/c')).toBe(rootSlot().at('a/b').at('c'));
});

test('a layer stays the same object until something about it is another; its wires outlive its parameters', () => {
  const slot = rootSlot().at('slotTest');
  const params = { filters: 8 };
  const first = slot.layer('conv2d', params, { in: ['x'] });
  expect(slot.layer('conv2d', params, { in: ['x'] })).toBe(first);
  const wider = slot.layer('conv2d', { filters: 9 }, { in: ['x'] });
  expect(wider.params).toEqual({ filters: 9 });
  expect(wider.inputs).toBe(first.inputs);
  for (const inputs of [{ in: ['y'] }, { in: ['x', 'y'] }, {}, { in: ['x'], more: ['y'] }, { in: [null] }]) {
    expect(slot.layer('conv2d', params, inputs)).toEqual({ path: 'slotTest', kind: 'conv2d', params, inputs });
  }
});
