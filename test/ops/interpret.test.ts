import { describe, expect, test } from 'vitest';
import { Stream } from '../../engine/base/random.ts';
import { Builder } from '../../engine/ir/builder.ts';
import type { Tensor64 } from '../../engine/ir/op.ts';
import { f32 } from '../../engine/ir/types.ts';
import { interpret } from '../../engine/ops/interpret.ts';
import { log } from '../../engine/ops/log.ts';
import { mul } from '../../engine/ops/mul.ts';
import { neg } from '../../engine/ops/neg.ts';
import { count } from '../../engine/ops/shape/tensor.ts';
import { smallGraph } from '../ir/small-graph.ts';

const vector = (...values: readonly number[]): Tensor64 => ({ dims: [values.length], data: Float64Array.from(values) });

function chain() {
  const b = new Builder();
  const x = b.input('x', f32('N'));
  const y = b.one(mul, {}, x, x);
  const z = b.one(neg, {}, y);
  const unused = b.one(log, {}, b.input('other', f32('N')));
  return { graph: b.build(), x, y, z, unused };
}

describe('interpret', () => {
  test('without wishes keeps every value', () => {
    const { graph, y, z, unused } = chain();
    const values = interpret(
      graph,
      new Map([
        ['x', vector(1, 2, 3)],
        ['other', vector(1, 1, 1)],
      ]),
    );
    expect([y, z, unused].map((v) => Array.from(values.get(v.id)!.data))).toEqual([
      [1, 4, 9],
      [-1, -4, -9],
      [0, 0, 0],
    ]);
  });

  test('with wishes runs what leads to them, needs no other feed and keeps nothing else', () => {
    const { graph, z } = chain();
    const values = interpret(graph, new Map([['x', vector(2)]]), [z]);
    expect([...values.keys()]).toEqual([z.id]);
    expect([...values.get(z.id)!.data]).toEqual([-4]);
  });

  test('keeps a wished value that others use up', () => {
    const { graph, x, y, z } = chain();
    const values = interpret(graph, new Map([['x', vector(2)]]), [x, y, z]);
    expect([...values.keys()]).toEqual([x.id, y.id, z.id]);
  });

  test('says what is missing or has another shape', () => {
    const { graph, z } = chain();
    expect(() => interpret(graph, new Map(), [z])).toThrow('nothing is fed to x');
    expect(() =>
      interpret(
        graph,
        new Map([
          ['x', vector(1, 2)],
          ['other', vector(1)],
        ]),
      ),
    ).toThrow('other: [1] with 1 numbers is not f32[N]');
    expect(() => interpret(graph, new Map([['x', { dims: [3], data: Float64Array.of(1) }]]), [z])).toThrow(
      'x: [3] with 1 numbers',
    );
  });

  test('runs a step: the update takes the states, the loss the labels', () => {
    const graph = smallGraph();
    const stream = new Stream(5);
    const feeds = new Map(
      [...graph.inputs, ...graph.states].map(({ name, value }) => {
        const dims = value.type.dims as readonly number[];
        const draw = (): number => (value.type.dtype === 'i64' ? stream.below(4) : stream.normal());
        return [name, { dims, data: Float64Array.from({ length: count(dims) }, draw) }] as const;
      }),
    );
    const [loss, bias] = [graph.losses[0]!.value, graph.assigns.get('conv.bias')!];
    const values = interpret(graph, feeds, [loss, bias]);
    expect(values.get(loss.id)!.data[0]).toBeGreaterThan(0);
    const before = feeds.get('conv.bias')!.data;
    for (const [i, v] of values.get(bias.id)!.data.entries()) expect(v).toBeCloseTo(0.9 * before[i]!, 14);
  });
});
