import { describe, expect, test } from 'vitest';
import { Stream } from '../../engine/base/random.ts';
import { differentiate } from '../../engine/compile/differentiate.ts';
import type { Tensor64 } from '../../engine/ir/op.ts';
import type { LayerKind } from '../../engine/layers/index.ts';
import { interpret } from '../../engine/ops/interpret.ts';
import { mul } from '../../engine/ops/mul.ts';
import { reduceSum } from '../../engine/ops/reduce-sum.ts';
import { layerCases } from './cases.ts';
import { type Emitted, emit, place, typeOf } from './place.ts';

/** What has a random mask, or hands labels to a loss. */
const without: ReadonlySet<LayerKind> = new Set(['input', 'dropout', 'classifier', 'auxiliaryHead']);
/** Small ones: the float64 reference is run for each number that is tried. */
const cases = layerCases.filter(
  ({ kind, inputs }) => !without.has(kind) && inputs.every((shape) => shape.every((d) => d <= 20)),
);
const STEP = 1e-5;
const TRIED = 12;

/** L = Σ w · y of a layer, and ∂L by each of its inputs and weights. */
function differentiated({ builder: b, value }: Emitted) {
  const weighted = b.one(mul, {}, value, b.input('w', value.type));
  const axes = value.type.dims.map((_, axis) => axis);
  const loss = b.one(reduceSum, { axes, keepDims: false }, weighted);
  b.loss('sum', 1, loss);
  const derivatives = differentiate(b);
  return { graph: b.build(), loss, derivatives };
}

describe('derivatives by inputs and weights against central differences', () => {
  test.each(cases.map((c) => [`${c.kind}, ${c.name}`, c] as const))('%s', (_, c) => {
    const stream = new Stream(7);
    const inputs = c.inputs.map((shape) => typeOf(...shape));
    const emitted = emit(place(c.kind, c.params, ...inputs), 'infer', 2, 0, 'states');
    const { graph, loss, derivatives } = differentiated(emitted);
    const feeds = new Map<string, Tensor64>();
    for (const { name, value } of [...graph.inputs, ...graph.states]) {
      const dims = value.type.dims.map(Number);
      const positive = name.endsWith('variance');
      const data = Float64Array.from({ length: dims.reduce((n, d) => n * d, 1) }, () =>
        positive ? stream.uniform(0.5, 2) : stream.uniform(-2, 2),
      );
      feeds.set(name, { dims, data });
    }
    const lossAt = (name: string, at: number, by: number): number => {
      const { dims, data } = feeds.get(name)!;
      const moved = new Map(feeds).set(name, { dims, data: data.with(at, data[at]! + by) });
      return interpret(graph, moved, [loss]).get(loss.id)!.data[0]!;
    };
    for (const { name, value, role } of graph.states.filter((s) => s.role === 'weight')) {
      const derivative = derivatives.get(value.id)!;
      const found = interpret(graph, feeds, [derivative]).get(derivative.id)!.data;
      for (let i = 0; i < TRIED; i++) {
        const at = stream.below(found.length);
        const wanted = (lossAt(name, at, STEP) - lossAt(name, at, -STEP)) / (2 * STEP);
        expect([name, role, at, Math.abs(found[at]! - wanted) <= 1e-5 * Math.max(1, Math.abs(wanted))]).toEqual([
          name,
          role,
          at,
          true,
        ]);
      }
    }
  });

  // A ReLU in front leaves many zeros: one-sided formulas must agree there with their libraries'.
  test.each([
    ['softplus', 0.5],
    ['mish', Math.tanh(Math.log(2))],
    ['elu', 1],
    ['prelu', 0.25],
    ['leakyRelu', 0.01],
  ] as const)('%s at zero: %d', (kind, wanted) => {
    const { graph, derivatives } = differentiated(emit(place(kind, {}, typeOf(1, 1, 1)), 'infer', 1, 0, 'states'));
    const one = { dims: [1, 1, 1, 1], data: Float64Array.of(1) };
    const feeds = new Map([
      ['in0', { dims: [1, 1, 1, 1], data: Float64Array.of(0) }],
      ['w', one],
      ['node.slope', { dims: [1], data: Float64Array.of(0.25) }],
    ]);
    const input = graph.states.find(({ name }) => name === 'in0')!;
    const derivative = derivatives.get(input.value.id)!;
    expect(interpret(graph, feeds, [derivative]).get(derivative.id)!.data[0]).toBeCloseTo(wanted, 12);
  });
});
