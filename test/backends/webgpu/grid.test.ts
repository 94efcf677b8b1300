import { describe, expect, it, test, vi } from 'vitest';
import type { Choices } from '../../../engine/backends/tuning.ts';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import type { Target } from '../../../engine/backends/webgpu/lower/choices.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import type { Program } from '../../../engine/backends/webgpu/program.ts';
import { Stream } from '../../../engine/base/random.ts';
import { Builder } from '../../../engine/ir/builder.ts';
import type { Graph } from '../../../engine/ir/graph.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { batchNormTrain } from '../../../engine/ops/batch-norm-train.ts';
import { concat } from '../../../engine/ops/concat.ts';
import { conv2d } from '../../../engine/ops/conv2d.ts';
import { interpret } from '../../../engine/ops/interpret.ts';
import { reduceSum } from '../../../engine/ops/reduce-sum.ts';
import { reshape } from '../../../engine/ops/reshape.ts';
import { sumOfSquares } from '../../../engine/ops/sum-of-squares.ts';
import { caseGraph, difference } from '../../onnx/run-case.ts';
import { wideConvolutionCases } from '../../ops/cases/convolutions.ts';
import { longCases, wideProductCases } from '../../ops/cases/data.ts';
import { type OpCase, opCases } from '../../ops/cases.ts';
import { normedGradient } from './normed-gradients.ts';
import { awayFromReference } from './run-case.ts';

/** Workgroups along a dimension, of 65,535 on a real device: small shapes overflow it. At most LIMIT³ are in a grid. */
const { LIMIT } = vi.hoisted(() => ({ LIMIT: 3 }));
vi.mock('../../../engine/backends/webgpu/wgsl/limits.ts', async (actual) => ({
  ...(await actual<object>()),
  MAX_WORKGROUPS: LIMIT,
}));

const device = await openDevice(0);
const hardware: Target = { ...device.target, software: false, busy: 4096 };
const lower = (graph: Graph, choices: Choices = {}): Program => {
  return lowerGraph(graph, { guards: [], target: hardware, choices });
};

/** What makes a kernel, by its name: its op where that has one of its own, and the way. */
const makerOf = (name: string): string =>
  name
    .replace(/^\w+\/(map|sum by|join|sums)/, '$1')
    .replace(/InputGradient/, '')
    .replace(/^join\/x\d$/, 'join')
    .replace(/(tile|depthwise|quad|direct|columns|map|thread|run|group)[ /x\d].*/, '$1');

/** By its maker, the first case and way of a kernel that has more workgroups along a dimension than there may be. */
function overflowing(): ReadonlyMap<string, readonly [OpCase, Choices]> {
  const found = new Map<string, readonly [OpCase, Choices]>();
  for (const c of [...opCases, ...wideConvolutionCases, ...wideProductCases, ...longCases]) {
    const graph = caseGraph(c);
    const takes = (choices: Choices): readonly (readonly [Choices, Program])[] => {
      try {
        return [[choices, lower(graph, choices)]];
      } catch {
        return []; // beyond LIMIT³
      }
    };
    const ways = takes({}).flatMap(([, { choices }]) =>
      [...choices].flatMap(([key, { ways: names }]) => names.map((way): Choices => ({ [key]: way }))),
    );
    for (const [choices, { dispatches }] of (ways.length ? ways : [{}]).flatMap(takes))
      for (const { kernel, workgroups } of dispatches) {
        const maker = makerOf(kernel.name);
        if (workgroups[1] > 1 && kernel.code.includes('dispatched') && !found.has(maker))
          found.set(maker, [c, choices]);
      }
  }
  return found;
}

const found = overflowing();

describe('more workgroups than one dimension of a grid has', () => {
  it('are counted through by every kernel', () => {
    expect([...found.keys()].sort()).toEqual([
      'averagePool/run',
      'averagePoolGradient/run',
      'batchNormTrain/statistics/x1',
      'conv2d/depthwise',
      'conv2d/direct',
      'conv2d/quad',
      'conv2d/tile',
      'conv2dWeightGradient/columns',
      'conv2dWeightGradient/depthwise',
      'conv2dWeightGradient/quad',
      'conv2dWeightGradient/tile',
      'join',
      'localResponseNorm/run',
      'localResponseNormGradient/run',
      'map',
      'matmul/direct',
      'matmul/quad',
      'matmul/tile',
      'maxPool/run',
      'maxPoolArgmax/run',
      'maxPoolGradient/run',
      'softmaxCrossEntropy/workgroup',
      'softmaxCrossEntropyGradient/workgroup',
      'sum by thread',
      'topKCorrect/workgroup',
    ]);
  });

  test.each([...found])('%s', async (_, [c, choices]) => {
    expect(await awayFromReference(c, hardware, choices)).toBeLessThan(2e-5);
  });

  test.each(Object.entries(graphs()))('%s', async (maker, graph) => {
    const program = lower(
      graph,
      Object.fromEntries([...lower(graph).choices.keys()].map((key) => [key, 'tile 32x64'])),
    );
    const folds = program.dispatches.filter((d) => d.kernel.code.includes('dispatched'));
    expect(folds.map((d) => makerOf(d.kernel.name))).toContain(maker);
    const stream = new Stream(3);
    const feeds = new Map(
      [...graph.inputs, ...graph.states].map(({ name, value }) => {
        const dims = value.type.dims.map(Number);
        const data = Float64Array.from({ length: dims.reduce((n, d) => n * d) }, () => Math.fround(stream.normal()));
        return [name, { dims, data }] as const;
      }),
    );
    const loaded = await LoadedProgram.load(device, program);
    for (const slot of [...program.inputs, ...program.states])
      loaded.write(slot, Float32Array.from(feeds.get(slot.name)!.data));
    const outputs = await loaded.run();
    loaded.dispose();
    const wanted = interpret(graph, feeds);
    for (const [i, { value }] of graph.outputs.entries()) {
      const { dims, data } = wanted.get(value.id)!;
      expect(difference({ dims, data: Float64Array.from(outputs[i]!) }, { dims, data }), `output ${i}`).toBeLessThan(
        2e-5,
      );
    }
  });
});

/** By the kernel that they are for: what no case of an op brings it to. */
function graphs(): Readonly<Record<string, Graph>> {
  const rows = new Builder();
  rows.output('sums', rows.one(reduceSum, { axes: [1], keepDims: false }, rows.input('x', f32(5, 65))));

  const normed = new Builder();
  const attrs = { stride: [1, 1], dilation: [1, 1], pads: [0, 0, 0, 0], groups: 1 } as const;
  const y = normed.one(conv2d, attrs, normed.input('x', f32(4, 3, 9, 9)), normed.input('w', f32(5, 3, 1, 1)));
  const norm = [normed.input('gamma', f32(5)), normed.input('beta', f32(5))];
  for (const [i, v] of normed.apply(batchNormTrain, { epsilon: 1e-5 }, [y, ...norm]).entries())
    normed.output(`${i}`, v);

  const squares = new Builder();
  const weights = [3, 5000, 7, 1, 12].map((n, i) =>
    squares.state(`w${i}`, f32(n), { initial: { kind: 'constant', value: 0 }, role: 'weight', decays: true }),
  );
  const norms = weights.map((w) => squares.one(reshape, { dims: [1] }, squares.one(sumOfSquares, {}, w)));
  squares.output('norms', squares.one(concat, { axis: 0 }, ...norms));

  const vectors = new Builder();
  const parts = [150, 1, 101].map((n) => vectors.input(`v${n}`, f32(n)));
  vectors.output('all', vectors.one(concat, { axis: 0 }, ...parts));

  return {
    'sum by group': rows.build(),
    'batchNormTrain/moments of parts': normed.build(),
    'sums of parts': normedGradient({
      dims: [2, 20, 6, 6],
      weight: [8, 20, 1, 1],
      result: [2, 8, 6, 6],
      window: attrs,
      skips: 1,
      masked: true,
      norms: 1,
    }),
    'sums of chunks': squares.build(),
    'join of chunks': squares.build(),
    'concat/3 vectors': vectors.build(),
  };
}
