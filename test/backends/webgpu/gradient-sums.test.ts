import { describe, expect, it, test } from 'vitest';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import type { Target } from '../../../engine/backends/webgpu/lower/choices.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import type { Program } from '../../../engine/backends/webgpu/program.ts';
import { Stream } from '../../../engine/base/random.ts';
import type { Graph } from '../../../engine/ir/graph.ts';
import type { Tensor64 } from '../../../engine/ir/op.ts';
import { interpret } from '../../../engine/ops/interpret.ts';
import { count } from '../../../engine/ops/shape/tensor.ts';
import { type NormedGradient, normedGradient } from './normed-gradients.ts';

const device = await openDevice(0);
/** What a GPU gets, on whatever runs the tests. */
const hardware: Target = { ...device.target, software: false, busy: 32_768 };

const point = { stride: [1, 1], dilation: [1, 1], pads: [0, 0, 0, 0], groups: 1 } as const;
const square = { ...point, pads: [1, 1, 1, 1] } as const;
/** 1×1 on maps of whole vectors: a plain product. */
const plain: NormedGradient = {
  dims: [3, 20, 6, 10],
  weight: [8, 20, 1, 1],
  result: [3, 8, 6, 10],
  window: point,
  skips: 1,
  masked: true,
  norms: 1,
};
const wide: NormedGradient = {
  ...plain,
  dims: [3, 9, 5, 7],
  weight: [6, 9, 3, 3],
  result: [3, 6, 5, 7],
  window: square,
};

/** The case, the way, and kernels from the input gradient on: those that leave sums, '+'. */
type Case = readonly [NormedGradient, way: string, kernels: string];

const left: Readonly<Record<string, Case>> = {
  'a skip and a mask, four neighbours at once': [plain, 'tile 16x128', 'dx+ join'],
  'several parts of a channel, ragged ones': [{ ...wide, skips: 0 }, 'tile 32x64', 'dx+ join'],
  'a mask and nothing else, ragged ones of vectors': [{ ...plain, skips: 0 }, 'tile 64x64', 'dx+ join'],
  'nothing in between': [{ ...wide, skips: 0, masked: false }, 'tile 16x128', 'dx+ join'],
  groups: [
    { ...wide, dims: [2, 40, 6, 6], weight: [12, 20, 3, 3], result: [2, 12, 6, 6], window: { ...square, groups: 2 } },
    'tile 32x64',
    'dx+ join',
  ],
  'stride 2, by a kernel for odd and even places each': [
    { ...wide, result: [3, 6, 3, 4], window: { ...square, stride: [2, 2] } },
    'tile 16x128',
    'dx+ dx+ dx+ dx+ join',
  ],
  'two norms of one gradient: the second by itself': [{ ...plain, norms: 2 }, 'tile 16x128', 'dx+ join sum'],
};

/** Where the norm sums by itself. */
const apart: Readonly<Record<string, Case>> = {
  'a kernel without tiles': [plain, 'direct', 'dx sum'],
  'more tensors than a kernel binds': [{ ...plain, skips: 2 }, 'tile 16x128', 'dx sum'],
  'sums that are split': [
    { ...wide, dims: [1, 6, 5, 4], weight: [48, 6, 3, 3], result: [1, 48, 5, 4] },
    'tile 16x128 split',
    'dx map sum',
  ],
  'places that no tap reaches': [
    { ...wide, weight: [6, 9, 1, 1], result: [3, 6, 3, 4], window: { ...point, stride: [2, 2] } },
    'tile 16x128',
    'dx dx dx dx sum',
  ],
};

function lower(graph: Graph, way: string, target = hardware): Program {
  const options = { guards: [], target };
  const wanted = Object.fromEntries([...lowerGraph(graph, options).choices.keys()].map((key) => [key, way]));
  return lowerGraph(graph, { ...options, choices: wanted });
}

const shortened: readonly (readonly [RegExp, string])[] = [
  [/^conv2dInputGradient.*\/sums\/epilogue$/, 'dx+'],
  [/^conv2dInputGradient\/(tile|direct).*$/, 'dx'],
  [/^\w+\/sums of parts$/, 'join'],
  [/^\w+\/sum by.*$/, 'sum'],
  [/^(conv2dInputGradient|reluGradient)\/map.*$/, 'map'],
];

/** From the input gradient on, without what makes the results. */
function kernelsOf({ dispatches }: Program): string {
  const names = dispatches.map(({ kernel }) => kernel.name);
  const backward = names.slice(names.findIndex((name) => name.startsWith('conv2dInputGradient')));
  return backward
    .map((name) => shortened.reduce((short, [from, to]) => short.replace(from, to), name))
    .filter((name) => !name.startsWith('batchNorm'))
    .join(' ');
}

/**
 * Norms' inputs lie about 300 from 0, with deviation 1: what the rounding of their mean costs, 2e-5 of Σ dy, is most of
 * what results are away.
 */
function feedsOf(graph: Graph): ReadonlyMap<string, Tensor64> {
  const stream = new Stream(11);
  return new Map(
    graph.inputs.map(({ name, value }) => {
      const dims = value.type.dims.map(Number);
      const data = Float64Array.from({ length: count(dims) }, () =>
        Math.fround((name.startsWith('x') ? 300 : 0.2) + stream.normal()),
      );
      return [name, { dims, data }] as const;
    }),
  );
}

async function resultsOf(program: Program, feeds: ReadonlyMap<string, Tensor64>): Promise<readonly Float32Array[]> {
  const loaded = await LoadedProgram.load(device, program);
  for (const slot of program.inputs) loaded.write(slot, Float32Array.from(feeds.get(slot.name)!.data));
  const found = await loaded.run();
  loaded.dispose();
  return found;
}

describe("a convolution's input gradient leaves the sums that a batch norm's gradient needs", () => {
  test.each(Object.entries({ ...left, ...apart }))('%s', async (_, [c, way, kernels]) => {
    const graph = normedGradient(c);
    const program = lower(graph, way);
    expect(kernelsOf(program)).toBe(kernels);
    expect(Math.max(...program.dispatches.map((d) => d.bindings.length))).toBeLessThanOrEqual(8);
    const feeds = feedsOf(graph);
    const found = await resultsOf(program, feeds);
    const wanted = interpret(graph, feeds);
    const away = graph.outputs.map(({ value }, i) => {
      const expected = wanted.get(value.id)!.data;
      const scale = Math.max(...expected.map(Math.abs));
      return Math.max(...expected.map((x, k) => Math.abs(found[i]![k]! - x))) / scale;
    });
    expect(Math.max(...away)).toBeLessThan(3e-4);
    expect(await resultsOf(program, feeds)).toEqual(found);
  });
});

it('not on a processor that plays a GPU', () => {
  const graph = normedGradient(plain);
  expect(kernelsOf(lower(graph, 'tile 16x128', { ...hardware, software: true }))).toBe('dx sum');
});
