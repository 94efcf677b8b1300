import { expect, it } from 'vitest';
import { hashText, Stream } from '../../engine/base/random.ts';
import { compileInference } from '../../engine/compile/inference.ts';
import type { Tensor64 } from '../../engine/ir/op.ts';
import { interpret } from '../../engine/ops/interpret.ts';
import { initialState } from '../../engine/train/initial-state.ts';
import { analyzeSpec } from './analyzed.ts';

/** What two nodes put out in the float64 reference, on a random image. */
function outputs(spec: string, from: string, to: string): readonly [Tensor64, Tensor64] {
  const graph = compileInference(analyzeSpec(spec).analysis, 1);
  const image = graph.inputs.find((i) => i.name === 'images')!.value.type.dims.map(Number);
  const stream = new Stream(1, hashText(spec));
  const data = Float64Array.from({ length: image.reduce((n, d) => n * d, 1) }, () => stream.normal());
  const feeds = new Map<string, Tensor64>([['images', { dims: image, data }]]);
  const states = initialState(graph, 1);
  for (const { name, value } of graph.states) {
    feeds.set(name, { dims: value.type.dims.map(Number), data: Float64Array.from(states.get(name)!) });
  }
  const asked = [from, to].map((path) => graph.nodeValues.get(path)!);
  const values = interpret(graph, feeds, asked);
  return [values.get(asked[0]!.id)!, values.get(asked[1]!.id)!];
}

it('1×1 with the weight 2 doubles every number', () => {
  const [input, doubled] = outputs('course_1x1_times_2', 'input', 'times2');
  expect(input.data).toHaveLength(36);
  expect([...doubled.data]).toEqual([...input.data].map((x) => 2 * x));
});

it('doubles each of several channels too', () => {
  const [input, doubled] = outputs('course_1x1_times_2?channels=3', 'input', 'times2');
  expect([...doubled.data]).toEqual([...input.data].map((x) => 2 * x));
});

it.each(['none', 'batch'])('a zeroed residual block is the identity (norm: %s)', (norm) => {
  const [before, after] = outputs(`course_zeroed_residual?channels=4&norm=${norm}`, 'before', 'residual/activation2');
  expect(before.data.some((x) => x > 0)).toBe(true);
  expect([...after.data]).toEqual([...before.data]);
});

it('a residual block that is not zeroed adds something', () => {
  const [input, after] = outputs('course_residual?channels=4', 'input', 'residual/activation2');
  expect([...after.data]).not.toEqual([...input.data].map((x) => Math.max(x, 0)));
});
