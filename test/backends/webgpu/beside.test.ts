import { describe, expect, it, test } from 'vitest';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import { putBeside } from '../../../engine/backends/webgpu/lower/beside.ts';
import type { Target } from '../../../engine/backends/webgpu/lower/choices.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import type { Binding, Dispatch, Pack, Program, Storage } from '../../../engine/backends/webgpu/program.ts';
import { entry } from '../../../engine/backends/webgpu/wgsl/grid.ts';
import { launch, reads, shared, writes } from '../../../engine/backends/webgpu/wgsl/launch.ts';
import type { SharedArray } from '../../../engine/backends/webgpu/wgsl/module.ts';
import { Stream } from '../../../engine/base/random.ts';
import type { Graph } from '../../../engine/ir/graph.ts';
import { interpret } from '../../../engine/ops/interpret.ts';
import { difference } from '../../onnx/run-case.ts';
import { gradientsOf, type Layer } from './both-gradients.ts';

const device = await openDevice(0);
/** What a GPU gets, on whatever runs the tests. */
const hardware: Target = { ...device.target, software: false, busy: 4096 };

/** Every call in the first of these ways that it has. */
function lower(graph: Graph, ways: readonly string[], target = hardware): Program {
  const options = { guards: [], target };
  const wanted = [...lowerGraph(graph, options).choices].map(([key, choice]) => {
    return [key, ways.find((way) => choice.ways.includes(way)) ?? ''] as const;
  });
  return lowerGraph(graph, { ...options, choices: Object.fromEntries(wanted) });
}

function feedsOf(graph: Graph) {
  const stream = new Stream(11);
  return new Map(
    graph.inputs.map(({ name, value: { type } }) => {
      const dims = type.dims.map(Number);
      const data = Float64Array.from({ length: dims.reduce((n, d) => n * d) }, () => Math.fround(stream.normal()));
      return [name, { dims, data }] as const;
    }),
  );
}

async function run(graph: Graph, program: Program): Promise<readonly Float32Array[]> {
  const loaded = await LoadedProgram.load(device, program);
  const feeds = feedsOf(graph);
  try {
    for (const slot of program.inputs) loaded.write(slot, Float32Array.from(feeds.get(slot.name)!.data));
    return await loaded.run();
  } finally {
    loaded.dispose();
  }
}

const namesOf = (program: Program): readonly string[] => program.dispatches.map((d) => d.kernel.name);

const same: Layer = { x: [2, 8, 7, 5], w: [12, 8, 3, 3], y: [2, 12, 7, 5] };
const strided: Layer = { x: [2, 8, 7, 5], w: [12, 8, 3, 3], y: [2, 12, 4, 3], stride: 2 };
const point: Layer = { x: [2, 16, 4, 4], w: [20, 16, 1, 1], y: [2, 20, 4, 4] };
const sparse: Layer = { x: [2, 8, 6, 6], w: [12, 8, 1, 1], y: [2, 12, 3, 3], stride: 2 };
const depthwise: Layer = { x: [2, 8, 7, 5], w: [8, 1, 3, 3], y: [2, 8, 7, 5], groups: 8 };

const weight = 'conv2dWeightGradient';
const input = 'conv2dInputGradient';

/** Residues are not put beside each other in what is no layer's. */
const NOWHERE = '';

describe('both gradients of a convolution by one kernel: the same bits as by kernels of their own, and the numbers of the reference', () => {
  it.each<readonly [string, Layer, readonly string[], string]>([
    ['tiles', same, ['tile 32x64'], `${weight}/tile 32x64 + ${input}/tile 32x64/epilogue`],
    [
      'vectors and numbers of one tensor',
      point,
      ['tile 64x64'],
      `${weight}/tile 64x64 + ${input}/tile 64x64/plain product/epilogue`,
    ],
    ['each residue of a stride', strided, ['tile 32x64'], `${weight}/tile 32x64 + ${input}/tile 32x64/epilogue ×4`],
    [
      'several workgroups of threads that share nothing in one',
      sparse,
      ['tile 32x64'],
      `${weight}/tile 32x64 + ${input}/tile 32x64/epilogue + ${input}/direct/8x1/epilogue ×3`,
    ],
    [
      'threads of their own',
      same,
      ['direct', 'columns'],
      `${weight}/columns/4x2/split 14 + ${input}/direct/8x1/epilogue`,
    ],
    ['patches', depthwise, ['depthwise'], `${weight}/depthwise x5/split 14 + ${input}/depthwise 1x5/epilogue`],
  ])('%s', async (_, layer, ways, name) => {
    const graph = gradientsOf(layer);
    const apart = gradientsOf(layer, NOWHERE);
    const [program, alone] = [lower(graph, ways), lower(apart, ways)];
    expect(namesOf(program)).toContain(name);
    expect(namesOf(alone).filter((n) => n.includes('+') || n.includes('×'))).toEqual([]);
    expect(program.dispatches.reduce((sum, d) => sum + d.flops, 0)).toBe(
      alone.dispatches.reduce((sum, d) => sum + d.flops, 0),
    );
    const found = await run(graph, program);
    expect(found).toEqual(await run(apart, alone));
    const wanted = interpret(graph, feedsOf(graph));
    for (const [i, { value }] of graph.outputs.entries()) {
      const { dims, data } = wanted.get(value.id)!;
      expect(difference({ dims, data: Float64Array.from(found[i]!) }, { dims, data })).toBeLessThan(2e-5);
    }
  });
});

test('a profile has both as one call of the layer', () => {
  const [both] = lower(gradientsOf(same), ['tile 32x64']).dispatches;
  expect([both!.op, both!.origin]).toEqual([`${weight} + ${input}`, { path: 'conv', phase: 'backward' }]);
});

test('threads that have something to do with each other are left apart in workgroups of unlike sizes', () => {
  expect(namesOf(lower(gradientsOf(same), ['quad 8', 'quad'])).filter((n) => n.includes(' + '))).toEqual([]);
});

let ids = 0;
const tensor = (label: string, elements = 64): Storage => ({ id: ids++, elements, label });
const reading = (storage: Storage): Binding => ({ storage, access: 'read' });
const writing = (storage: Storage): Binding => ({ storage, access: 'write' });

/** A kernel that binds these, and whose workgroups have such memory. */
function dispatch(op: string, bindings: readonly Binding[], ...memory: readonly SharedArray[]): Dispatch {
  const buffers = bindings.map(({ storage, access }, i) =>
    access === 'read' ? reads(`from${i}`, storage) : writes(`to${i}`, storage),
  );
  const made = launch({
    name: op,
    declarations: [...buffers, ...memory],
    entry: entry([64], [1, 1, 1], ['thread']),
    body: `  to${bindings.length - 1}[thread] = 1.0;\n`,
  });
  return { ...made, origin: { path: 'conv', phase: 'backward' }, op, flops: 1 };
}

describe('which kernels wait for others', () => {
  const [x, dy, w, dw, dx] = [tensor('x'), tensor('dy'), tensor('w'), tensor('dw'), tensor('dx')];
  const first = dispatch(weight, [reading(x), reading(dy), writing(dw)]);
  const second = dispatch(input, [reading(dy), reading(w), writing(dx)]);
  const named = (dispatches: readonly Dispatch[], packs: readonly Pack[] = []): readonly string[] =>
    putBeside(dispatches, packs, { ...hardware, workgroupBytes: 16_384 }).map((d) => d.kernel.name);
  const between = (...bindings: readonly Binding[]): Dispatch => dispatch('between', bindings);
  const packed = (...parts: readonly Storage[]): Pack => {
    const whole = tensor('pack', 64 * parts.length);
    return { whole, parts: parts.map((storage, i) => ({ storage, offset: 64 * i })) };
  };

  const pack = packed(dw, tensor('other'));

  it.each<readonly [string, SharedArray, number]>([
    ['one array is of all', shared('a', 'vec4<f32>', 1000), 1],
    ['arrays of unlike types are more than there is', shared('a', 'f32', 8, 64), 2],
  ])('workgroup memory: %s', (_, array, kernels) => {
    const vectors = shared('b', 'vec4<f32>', 1000);
    const both = [
      dispatch(weight, [reading(x), reading(dy), writing(dw)], vectors),
      dispatch(input, [reading(dy), reading(w), writing(dx)], array),
    ];
    expect(named(both)).toHaveLength(kernels);
  });

  it('the first until the second', () => {
    const other = between(reading(tensor('a')), writing(tensor('b')));
    expect(named([first, other, second])).toEqual(['between', `${weight} + ${input}`]);
  });

  it.each<readonly [string, readonly Dispatch[], readonly Pack[]]>([
    ['not if what it writes is read between', [first, between(reading(dw), writing(tensor('b'))), second], []],
    ['not if what it reads is written between', [first, between(reading(tensor('a')), writing(x)), second], []],
    ['not if what it writes is written between', [first, between(reading(tensor('a')), writing(dw)), second], []],
    ['not if the second reads what it writes', [first, dispatch(input, [reading(dw), writing(dx)])], []],
    ['not if the second writes what it reads', [first, dispatch(input, [reading(dy), writing(x)])], []],
    ['not if the second writes where it reads', [first, second], [packed(x, dx)]],
    [
      'not if a pack that it writes to is read between',
      [first, between(reading(pack.whole), writing(tensor('b'))), second],
      [pack],
    ],
  ])('%s', (_, dispatches, packs) => {
    expect(named(dispatches, packs)).toEqual(dispatches.map((d) => d.kernel.name));
  });
});
