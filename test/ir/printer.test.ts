import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Builder } from '../../engine/ir/builder.ts';
import { printGraph } from '../../engine/ir/printer.ts';
import { constant } from '../../engine/ops/constant.ts';
import { smallGraph } from './small-graph.ts';

test('a graph prints as its golden file', () => {
  expect(printGraph(smallGraph())).toBe(readFileSync(new URL('../golden/ir/small-graph.txt', import.meta.url), 'utf8'));
});

test('long constants are cut and say how long they are', () => {
  const b = new Builder();
  b.one(constant, { dtype: 'f32', dims: [20], data: Array.from({ length: 20 }, (_, i) => i) });
  expect(printGraph(b.build())).toContain('data=[0,1,2,3,4,5,6,7,8,9,10,11,… 20 in all]');
});
