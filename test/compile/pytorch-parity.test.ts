import { describe, expect, it } from 'vitest';
import { compileTraining } from '../../engine/compile/training.ts';
import type { Graph } from '../../engine/ir/graph.ts';
import type { Tensor64 } from '../../engine/ir/op.ts';
import { interpret } from '../../engine/ops/interpret.ts';
import { type Recorded, recorded, recordedCases } from '../fixtures/pytorch/read.ts';

/** Runs the compiled step in the float64 reference, from PyTorch's initial states, over its batches. */
function train({ analysis, settings, learningRates, initial, images, labels }: Recorded) {
  const { graph, metrics } = compileTraining(analysis, settings);
  const state = new Map<string, Tensor64>(
    graph.states.map(({ name, value, role, initial: start }): [string, Tensor64] => {
      const dims = value.type.dims.map(Number);
      const size = dims.reduce((n, d) => n * d, 1);
      const given = initial.get(name);
      if (given) return [name, { dims, data: Float64Array.from(given) }];
      if (role !== 'moment' || start.kind !== 'constant') throw new Error(`PyTorch has no ${name}`);
      return [name, { dims, data: new Float64Array(size).fill(start.value) }];
    }),
  );
  const history = images.map((pixels, step) => {
    const values = interpret(
      graph,
      new Map([...state, ...inputs(graph, pixels, labels[step]!, learningRates[step]!, step)]),
    );
    for (const [name, value] of graph.assigns) state.set(name, values.get(value.id)!);
    const { data } = values.get(graph.outputs.find((o) => o.name === 'metrics')!.value.id)!;
    return new Map(metrics.map((name, i) => [name, data[i]!]));
  });
  return { history, state };
}

function inputs(graph: Graph, images: Float32Array, labels: readonly number[], learningRate: number, step: number) {
  const all: Readonly<Record<string, ArrayLike<number>>> = {
    images,
    labels,
    learningRate: [learningRate],
    step: [step],
    seed: [0],
  };
  return graph.inputs.map(({ name, value }): [string, Tensor64] => [
    name,
    { dims: value.type.dims.map(Number), data: Float64Array.from(all[name]!) },
  ]);
}

/** Largest difference over the largest value: float32 storage of the end alone gives 6e-8. */
function relative(actual: Float64Array, expected: Float32Array): number {
  const scale = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-30);
  return expected.reduce((most, x, i) => Math.max(most, Math.abs(x - actual[i]!)), 0) / scale;
}

describe.each(recordedCases)('five steps of %s as PyTorch takes them', (name) => {
  const record = recorded(name);
  const { history, state } = train(record);

  it('has the same states', () => {
    const ours = [...state.keys()].filter((s) => /\.(weight|bias|gamma|beta|mean|variance)$/.test(s));
    expect(ours.sort()).toEqual([...record.initial.keys()].sort());
  });

  it('has the same loss at each step, of each head', () => {
    record.losses.forEach((loss, step) => expect(history[step]!.get('loss')! / loss).toBeCloseTo(1, 9));
    record.headLosses.forEach((heads, step) => {
      for (const [head, loss] of Object.entries(heads)) {
        expect(history[step]!.get(`loss/${head}`)! / loss).toBeCloseTo(1, 9);
      }
    });
  });

  it('ends with the same weights and running statistics', () => {
    const off = [...record.final].map(([s, data]) => [s, relative(state.get(s)!.data, data)] as const);
    expect(off.filter(([, error]) => !(error < 1e-7))).toEqual([]);
  });
});
