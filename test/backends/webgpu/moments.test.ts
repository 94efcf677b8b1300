import { expect, it } from 'vitest';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import type { Program } from '../../../engine/backends/webgpu/program.ts';
import { Stream } from '../../../engine/base/random.ts';
import { Builder } from '../../../engine/ir/builder.ts';
import type { Graph } from '../../../engine/ir/graph.ts';
import type { Tensor64 } from '../../../engine/ir/op.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { batchNormTrain } from '../../../engine/ops/batch-norm-train.ts';
import { conv2d } from '../../../engine/ops/conv2d.ts';
import { interpret } from '../../../engine/ops/interpret.ts';
import { count } from '../../../engine/ops/shape/tensor.ts';
import { slice } from '../../../engine/ops/slice.ts';
import { lostDigits, normCaseFeeds, normCases } from '../../ops/large-means.ts';

const device = await openDevice(0);
const target = { ...device.target, software: false };

/** Ragged tiles of positions and of channels; a plain product; groups with a bias; several tiles a channel. */
const cases = {
  '3×3, 20 filters': { x: [3, 5, 7, 9], filters: 20, kernel: 3, groups: 1, bias: false, tile: '32x64' },
  '1×1 as a product': { x: [2, 8, 6, 10], filters: 16, kernel: 1, groups: 1, bias: false, tile: '16x128' },
  'groups and bias': { x: [2, 6, 9, 9], filters: 36, kernel: 3, groups: 2, bias: true, tile: '64x64' },
} as const;

/**
 * Inputs lie about 300 from 0 with deviation 1: results too, and a mean of squares would have no digit of their
 * variance right.
 */
it.each(Object.entries(cases))('a convolution leaves the moments of what it computes, stably: %s', async (_, c) => {
  const { x, filters, kernel, groups, bias, tile } = c;
  const b = new Builder();
  const pad = (kernel - 1) / 2;
  const attrs = { stride: [1, 1], dilation: [1, 1], pads: [pad, pad, pad, pad], groups } as const;
  const inputs = [b.input('x', f32(...x)), b.input('w', f32(filters, x[1] / groups, kernel, kernel))];
  if (bias) inputs.push(b.input('bias', f32(filters)));
  const y = b.one(conv2d, attrs, ...inputs);
  const norm = [b.input('gamma', f32(filters)), b.input('beta', f32(filters))];
  for (const [i, v] of b.apply(batchNormTrain, { epsilon: 1e-5 }, [y, ...norm]).entries()) b.output(`out${i}`, v);
  const graph = b.build();

  const stream = new Stream(5);
  const fill: Record<string, () => number> = {
    x: () => 300 + stream.normal(),
    // Only the middle tap: with the others, what the padding takes away would make up the variance.
    w: () => 1 + 0.1 * stream.normal(),
  };
  const feeds = new Map(
    graph.inputs.map(({ name, value }) => {
      const dims = value.type.dims.map(Number);
      const data = Float64Array.from({ length: dims.reduce((n, d) => n * d, 1) }, (__, i) => {
        const outside = name === 'w' && kernel > 1 && i % (kernel * kernel) !== (kernel * kernel - 1) / 2;
        return Math.fround(outside ? 0 : (fill[name] ?? (() => stream.normal()))());
      });
      return [name, { dims, data }] as const;
    }),
  );
  const [key] = lowerGraph(graph, { guards: [], target }).choices.keys();
  const lower = (lanes: number): Program =>
    lowerGraph(graph, { guards: [], target: { ...target, lanes }, choices: { [key!]: `tile ${tile}` } });
  const program = lower(device.target.lanes);
  expect(program.dispatches.map((d) => d.kernel.name.replace(/^conv2d.*\//, '')).slice(0, 2)).toEqual([
    'moments',
    'batchNormTrain/moments of parts',
  ]);
  await expectStable(graph, program, feeds);
  // Where threads cannot hand each other anything, and, as far as it can be seen here, where a row's are in one
  // subgroup.
  await expectStable(graph, lower(1), feeds);
  (await LoadedProgram.load(device, lower(32))).dispose();
});

/** Results, means and variances as the reference has them. */
async function expectStable(graph: Graph, program: Program, feeds: ReadonlyMap<string, Tensor64>): Promise<void> {
  const loaded = await LoadedProgram.load(device, program);
  for (const slot of program.inputs) loaded.write(slot, Float32Array.from(feeds.get(slot.name)!.data));
  const found = await loaded.run();
  loaded.dispose();
  const wanted = interpret(graph, feeds);
  for (const [i, { value }] of graph.outputs.entries()) {
    const expected = wanted.get(value.id)!.data;
    const tolerance = i === 1 ? 1e-5 : 2e-3;
    for (const [k, v] of found[i]!.entries())
      expect(Math.abs(v - expected[k]!), `output ${i}[${k}]`).toBeLessThan(
        tolerance * Math.max(1, Math.abs(expected[k]!)),
      );
  }
}

/** Of a map that no convolution has left; `from`: its first channel, where it is a slice of a tensor of 9. */
const alone = {
  'a workgroup a channel': { x: [3, 5, 7, 9], from: 0, kernels: ['statistics/x1'] },
  'a workgroup a channel, four at once': { x: [70, 6, 4, 6], from: 0, kernels: ['statistics/x4'] },
  'rows longer than a workgroup': { x: [2, 2, 30, 30], from: 0, kernels: ['statistics/x4'] },
  'channels of a larger tensor': { x: [2, 4, 6, 6], from: 3, kernels: ['statistics/x4'] },
  'in two passes, channels being few and large': {
    x: [2, 3, 48, 64],
    from: 0,
    kernels: [
      'sum by group/x4/split 2',
      'join/sum by thread/x1',
      'sum by group/x4/split 2',
      'join/sum by thread/x1',
      'map/x1',
    ],
  },
} as const;

it.each(Object.entries(alone))('a norm has its statistics, stably: %s', async (_, { x: dims, from, kernels }) => {
  const [n, c, h, w] = dims;
  const b = new Builder();
  const whole = b.input('x', f32(n, from === 0 ? c : 9, h, w));
  const x = from === 0 ? whole : b.one(slice, { axes: [1], starts: [from], ends: [from + c], steps: [1] }, whole);
  const norm = [b.input('gamma', f32(c)), b.input('beta', f32(c))];
  for (const [i, v] of b.apply(batchNormTrain, { epsilon: 1e-5 }, [x, ...norm]).entries()) b.output(`out${i}`, v);
  const graph = b.build();
  const stream = new Stream(6);
  const feeds = new Map(
    graph.inputs.map(({ name, value }) => {
      const size = value.type.dims.map(Number);
      const data = Float64Array.from({ length: count(size) }, () =>
        Math.fround((name === 'x' ? 300 : 0) + stream.normal()),
      );
      return [name, { dims: size, data }] as const;
    }),
  );
  const program = lowerGraph(graph, { guards: [], target });
  expect(program.dispatches.map((d) => d.kernel.name.replace('batchNormTrain/', '')).slice(0, kernels.length)).toEqual(
    kernels,
  );
  await expectStable(graph, program, feeds);
});

const digits = normCases.filter(({ ratio }) => ratio >= 1000);

it.each(digits)('kernels of a GPU and of a software adapter keep their digits: $name', async (c) => {
  const feeds = normCaseFeeds(c);
  for (const software of [false, true]) {
    const loaded = await LoadedProgram.load(
      device,
      lowerGraph(c.graph, { guards: [], target: { ...device.target, software } }),
    );
    for (const slot of loaded.program.inputs) loaded.write(slot, Float32Array.from(feeds.get(slot.name)!.data));
    const found = await loaded.run();
    loaded.dispose();
    const output = (name: string) => found[c.graph.outputs.findIndex((o) => o.name === name)] as Float32Array;
    expect(lostDigits(c, feeds, output)).toEqual([]);
  }
});
