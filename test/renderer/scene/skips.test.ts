import { expect, test } from 'vitest';
import { blocks } from '../../../engine/blocks/index.ts';
import { skipWires } from '../../../renderer/scene/skips.ts';

test.each([
  ['basicResidual', ['shortcut#in#0', 'add#in#1']],
  ['bottleneckResidual', ['shortcut#in#0', 'add#in#1']],
  ['plainBlock', []],
  ['inception', []],
] as const)('%s', (name, expected) => {
  expect([...skipWires(blocks[name].nodes)].sort()).toEqual([...expected].sort());
});

test('a wire around a layer is a skip, whichever input it enters', () => {
  const nodes = [
    { id: 'a', kind: 'relu' },
    { id: 'b', kind: 'conv2d', inputs: { in: ['a'] } },
    { id: 'sum', kind: 'add', inputs: { in: ['a', 'b'] } },
  ];
  expect([...skipWires(nodes)]).toEqual(['sum#in#0']);
});
