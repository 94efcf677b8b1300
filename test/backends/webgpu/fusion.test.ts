import { describe, expect, it, test } from 'vitest';
import type { PlannedTensor } from '../../../engine/backends/backend.ts';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { fuse, fusionPasses } from '../../../engine/backends/webgpu/fuse/index.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import { withBatch } from '../../../engine/backends/webgpu/lower/batch.ts';
import type { Target } from '../../../engine/backends/webgpu/lower/choices.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { listPlan, planMemory } from '../../../engine/backends/webgpu/plan.ts';
import type { Program } from '../../../engine/backends/webgpu/program.ts';
import { foldBatchNorm } from '../../../engine/compile/fold-batch-norm.ts';
import { compileInference as inferenceGraph } from '../../../engine/compile/inference.ts';
import { compileTraining } from '../../../engine/compile/training.ts';
import { updateWeights } from '../../../engine/compile/update.ts';
import { Builder } from '../../../engine/ir/builder.ts';
import type { Graph, Value } from '../../../engine/ir/graph.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { relu } from '../../../engine/ops/activations.ts';
import { add } from '../../../engine/ops/add.ts';
import { scalar } from '../../../engine/ops/compose.ts';
import { interpret } from '../../../engine/ops/interpret.ts';
import { mul } from '../../../engine/ops/mul.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { initialState } from '../../../engine/train/initial-state.ts';
import { feedsOf } from '../../compile/feeds.ts';
import { network } from '../../compile/small-nets.ts';
import { openTemplate } from '../../train/open-template.ts';

const target: Target = { busy: 32_768, lanes: 4, workgroupBytes: 2 ** 15, software: false, mostBytes: 2 ** 27 };
const limits = { alignment: 256, maxBufferSize: 2 ** 30 };

/** Decayed and other weights, odd sizes, running statistics, a residual block, a max pool, frozen norms, a concat. */
const net = network(
  ['input', 'input', { height: 6, width: 5, channels: 3 }],
  ['conv0', 'conv2d', { filters: 5, kernel: 3 }],
  ['norm0', 'batchNorm'],
  ['act0', 'relu'],
  ['conv1', 'conv2d', { filters: 5, kernel: 3, bias: false }],
  ['norm1', 'batchNorm'],
  ['add', 'add', {}, 'norm1', 'act0'],
  ['act1', 'relu'],
  ['pool', 'maxPool', { kernel: 3, stride: 1, padding: 'same' }],
  ['conv2', 'conv2d', { filters: 4, kernel: 3, stride: 2 }],
  ['norm2', 'batchNorm', { frozen: true }],
  ['act2', 'relu'],
  ['conv3', 'conv2d', { filters: 6, kernel: 1, groups: 2, bias: false }],
  ['norm3', 'batchNorm', { frozen: true }],
  ['left', 'conv2d', { filters: 3, kernel: 1 }, 'norm3'],
  ['leftAct', 'relu'],
  ['right', 'conv2d', { filters: 5, kernel: 3 }, 'norm3'],
  ['rightAct', 'relu'],
  ['joined', 'concat', {}, 'leftAct', 'rightAct'],
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
);

const optimizers = {
  SGD: { optimizer: { kind: 'sgd', momentum: 0 } },
  'momentum, clipping': { optimizer: { kind: 'sgd' }, clip: 0.5 },
  'Nesterov, all decay': { optimizer: { kind: 'sgd', nesterov: true }, decayAll: true },
  Adam: { optimizer: { kind: 'adam' } },
  'AdamW, clipping': { optimizer: { kind: 'adamw' }, clip: 0.5 },
  'RMSprop, clipping': { optimizer: { kind: 'rmsprop', momentum: 0.5 }, clip: 0.5 },
} as const;

const stepOf = (settings: object): Graph =>
  compileTraining(net, trainingSettings.parse({ batch: 2, learningRate: 0.1, weightDecay: 0.01, ...settings })).graph;

/** Updates of weights of odd sizes from gradients that are given. */
function updatesAlone(changes: object): Graph {
  const b = new Builder();
  const gradients = new Map<string, Value>();
  for (const [i, size] of [7, 64, 130, 1, 65, 12].entries()) {
    const options = { initial: { kind: 'torch', fanIn: 3, fanOut: 3 }, role: 'weight', decays: i % 2 === 0 } as const;
    b.state(`layer${i}.weight`, f32(size), options);
    gradients.set(`layer${i}.weight`, b.state(`layer${i}.gradient`, f32(size), { ...options, role: 'statistic' }));
  }
  updateWeights(b, gradients, trainingSettings.parse({ weightDecay: 0.01, ...changes }));
  return b.build();
}

/** How many kernels each part of a step takes. */
function kernelsOf({ dispatches }: Program, part: (phase: string, op: string) => boolean): number {
  return dispatches.filter((d) => part(d.origin.phase, d.op)).length;
}

describe('passes before lowering', () => {
  const graph = stepOf({});
  const feeds = feedsOf(graph);
  // Statistics that are not those of a first step, and a γ that is 0.
  for (const { name, weight } of graph.states) {
    const { dims, data } = feeds.get(name)!;
    if (dims.length === 1) feeds.set(name, { dims, data: data.map((x, c) => (weight === 'gamma' ? c : x + 0.3 * c)) });
  }
  const results = (g: Graph): ReadonlyMap<string, Float64Array> => {
    const wanted = [...g.outputs.map((o) => [o.name, o.value] as const), ...g.assigns];
    const values = interpret(g, feeds);
    return new Map(wanted.map(([name, v]) => [name, values.get(v.id)!.data]));
  };
  const wanted = results(graph);
  test.each(fusionPasses.map((pass, i) => [pass.name, i] as const))('%s changes the graph and no result', (_, i) => {
    const before = fusionPasses.slice(0, i).reduce((g, pass) => pass.run(g), graph);
    const after = fusionPasses[i]!.run(before);
    expect(after.calls.map((c) => c.op.kind)).not.toEqual(before.calls.map((c) => c.op.kind));
    for (const [name, found] of results(after))
      for (const [k, x] of found.entries())
        expect(Math.abs(x - wanted.get(name)![k]!), `${name}[${k}]`).toBeLessThan(1e-9 * Math.max(1, Math.abs(x)));
  });
});

it('a frozen norm is folded into its convolution: what the convolution would have left is neither read nor kept', () => {
  const count = (kind: string) => fuse(stepOf({})).calls.filter((c) => c.op.kind === kind).length;
  expect(count('batchNormInfer')).toBe(0);
  expect(count('conv2d')).toBe(6);
});

describe('all weights in a kernel', () => {
  // Of a step's numbers: loss, accuracy, squares of gradients, weights, updates, statistics, skips; gradients' come
  // first, with a join of their own, where they are clipped.
  const sums = {
    SGD: 5,
    'momentum, clipping': 6,
    'Nesterov, all decay': 5,
    Adam: 5,
    'AdamW, clipping': 6,
    'RMSprop, clipping': 6,
  } as const;
  it.each(Object.entries(optimizers))(
    '%s: as few kernels as there are formulas, whatever the depth',
    (name, settings) => {
      const deep = openTemplate('template:cifar_resnet?depth=20');
      const { graph } = compileTraining(deep, trainingSettings.parse({ batch: 2, weightDecay: 0.01, ...settings }));
      const program = lowerGraph(graph, { guards: [0, 1], target });
      // One for the weights that decay, two for the rest (all but gammas are alike where all decay): gammas take their
      // gradients as formulas. Adam's scalars once, AdamW's with and without what decay leaves.
      const scalars = { adam: 2, adamw: 5, sgd: 0, rmsprop: 0 }[settings.optimizer.kind];
      expect(kernelsOf(program, (phase, op) => phase === 'update' && op.endsWith('Step'))).toBe(
        ('decayAll' in settings ? 2 : 3) + scalars,
      );
      expect(kernelsOf(program, (__, op) => op === 'sums')).toBe(sums[name as keyof typeof sums]);
      expect(Math.max(...program.dispatches.map((d) => d.bindings.length))).toBeLessThanOrEqual(8);
      // No pack has room for what lies in another.
      const padded = (elements: number): number => Math.ceil(elements / 64) * 64;
      expect(program.packs.map(({ whole }) => whole.elements)).toEqual(
        program.packs.map(({ parts }) => parts.reduce((n, { storage }) => n + padded(storage.elements), 0)),
      );
    },
  );

  it.each(Object.entries(optimizers))('%s: the same bits as weight by weight', async (_, settings) => {
    const graph = updatesAlone(settings);
    const feeds = feedsOf(graph);
    const device = await openDevice(0);
    const run = async (mostBytes: number): Promise<ReadonlyMap<string, Float32Array>> => {
      const program = lowerGraph(graph, { guards: [], target: { ...device.target, mostBytes } });
      expect(program.packs.length > 0).toBe(mostBytes > 1);
      const loaded = await LoadedProgram.load(device, program);
      const arrays = { f32: Float32Array, u32: Uint32Array, i64: Int32Array, bool: Uint32Array };
      for (const slot of [...program.inputs, ...program.states])
        loaded.write(slot, arrays[slot.dtype].from(feeds.get(slot.name)!.data));
      await loaded.run();
      await loaded.run();
      const found = new Map<string, Float32Array>();
      for (const slot of program.states) found.set(slot.name, await loaded.read(slot));
      loaded.dispose();
      return found;
    };
    expect(await run(device.target.mostBytes)).toEqual(await run(1));
  });
});

it('batch norm: statistics by the convolution on a GPU, by a workgroup a channel on a processor; numbers a channel with the sums that they follow from', () => {
  const analysis = openTemplate('template:cifar_resnet?depth=20');
  const { graph } = compileTraining(analysis, trainingSettings.parse({ batch: 128 }));
  const kernels = (software: boolean, phase: string): readonly string[] =>
    lowerGraph(graph, { guards: [0, 1], target: { ...target, software } }).dispatches.flatMap(
      ({ op, origin, kernel }) => (origin.phase === phase && op.startsWith('batchNormTrain') ? [kernel.name] : []),
    );
  const but = (part: string) => (name: string) => !name.includes(part);
  expect(kernels(false, 'forward')).toEqual(Array.from({ length: 19 }, () => 'batchNormTrain/moments of parts'));
  expect(kernels(true, 'forward')).toEqual(Array.from({ length: 19 }, () => 'batchNormTrain/statistics/x4'));
  // dx, which is stored for the convolution's two gradients.
  const dx = Array.from({ length: 19 }, () => 'batchNormTrainGradient/map/x4');
  const left = (name: string) => name.endsWith('sums of parts');
  expect(kernels(false, 'backward').filter(but('sum'))).toEqual(dx);
  expect(kernels(true, 'backward').filter(but('sum'))).toEqual(dx);
  // All but of the last norm, whose result no convolution reads, and of the last block's skip, whose gradient has one
  // more tensor than is bound beside x and mean.
  expect(kernels(false, 'backward').filter(left)).toHaveLength(17);
  expect(kernels(true, 'backward').filter(left)).toEqual([]);
});

it.each([
  ['small_inception', 4],
  ['googlenet', 9],
])(
  '%s: branches are written where its %i concats have them, and read from there backward: nothing is copied',
  (name, concats) => {
    const { graph } = compileTraining(openTemplate(`template:${name}`), trainingSettings.parse({ batch: 2 }));
    expect(graph.calls.filter((c) => c.op.kind === 'concat' && c.origin.phase === 'forward')).toHaveLength(concats);
    const program = lowerGraph(graph, { guards: [0, 1], target });
    expect(kernelsOf(program, (phase, op) => phase === 'forward' && op === 'concat')).toBe(0);
    expect(kernelsOf(program, (phase, op) => phase === 'backward' && op === 'slice')).toBe(0);
  },
);

// Of smaller batches, products are split into sums, which are joined by kernels of their own.
it.each([
  ['cifar_resnet?depth=20', 128, 165],
  ['resnet50', 64, 386],
  ['googlenet', 64, 334],
])('%s with %i images steps by no more than %i kernels, which bind what every device takes', (name, batch, most) => {
  const { graph } = compileTraining(openTemplate(`template:${name}`), trainingSettings.parse({ batch }));
  const { dispatches } = lowerGraph(graph, { guards: [0, 1], target: { ...target, mostBytes: 2 ** 31 } });
  expect(dispatches.length).toBeLessThanOrEqual(most);
  expect(Math.max(...dispatches.map((d) => d.bindings.length))).toBeLessThanOrEqual(8);
});

// A kernel for each convolution, which norm, addition and ReLU are part of, and a few for what is left.
it.each([
  ['resnet50', 64, 53, 58],
  ['googlenet', 64, 57, 83],
])('%s infers %i images by %i convolutions and no more than %i kernels', (name, batch, convolutions, most) => {
  const graph = inferenceGraph(openTemplate(`template:${name}`));
  const folded = foldBatchNorm(graph, initialState(graph, 1)).graph;
  const { dispatches } = lowerGraph(withBatch(folded, batch), {
    guards: [],
    target: { ...target, mostBytes: 2 ** 31 },
  });
  expect(folded.calls.filter((c) => c.op.kind === 'conv2d')).toHaveLength(convolutions);
  expect(dispatches.length).toBeLessThanOrEqual(most);
  expect(dispatches.filter(({ kernel }) => /^(relu|concat)/.test(kernel.name))).toEqual([]);
  expect(Math.max(...dispatches.map((d) => d.bindings.length))).toBeLessThanOrEqual(8);
});

it('lists where the weights lie: packed, one behind the other', () => {
  const plan = planMemory(lowerGraph(stepOf({}), { guards: [0, 1], target }), limits);
  const [tensors, at] = listPlan(plan)
    .map((b) => b.tensors)
    .map((list) => [list, list.findIndex((t) => t.label.endsWith('tensors from conv0.weight on'))] as const)
    .find(([, index]) => index >= 0)!;
  const [pack, first, second] = [0, 1, 2].map((i) => tensors[at + i]!) as [PlannedTensor, PlannedTensor, PlannedTensor];
  expect([first.label, second.label]).toEqual(['conv0.weight', 'conv1.weight']);
  expect([pack.isPart, first.isPart, second.isPart]).toEqual([false, true, true]);
  expect(first.offset).toBe(pack.offset);
  expect(second.offset).toBeGreaterThanOrEqual(first.offset + first.bytes);
  expect(second.offset + second.bytes).toBeLessThanOrEqual(pack.offset + pack.bytes);
});

describe('running averages', () => {
  /** The last, a single number, is computed alone. */
  const sizes = [7, 64, 130, 5, 1];
  /** r · running + s · batch, of odd sizes, with a share of the batch's of each. */
  const averages = (shares: readonly number[], rates: readonly number[] = [], rows: readonly number[] = []): Graph => {
    const b = new Builder();
    for (const [i, share] of shares.entries()) {
      const type = f32(...rows, sizes[i]!);
      const settings = { initial: { kind: 'constant', value: i }, role: 'statistic', decays: false } as const;
      const kept = b.one(mul, {}, b.state(`running${i}`, type, settings), scalar(b, rates[i] ?? 0.75));
      const own = b.one(relu, {}, b.state(`batch${i}`, type, settings));
      b.assign(`running${i}`, b.one(add, {}, kept, b.one(mul, {}, own, scalar(b, share))));
    }
    return b.build();
  };
  const step = (...changes: Parameters<typeof averages>): Program =>
    lowerGraph(averages(...changes), { guards: [], target });

  it('are one kernel, a number that differs being a vector; where none does, nothing is stored for it', () => {
    const shares = [0.25, 0.5, 0.125, 0.75];
    expect(step(shares).dispatches).toHaveLength(1);
    expect(step(shares).constants.map((c) => Array.from(c.data))).toEqual(
      shares.map((share, i) => Array.from({ length: sizes[i]! }, () => share)),
    );
    expect(step([0.25, 0.25, 0.25]).dispatches).toHaveLength(1);
    expect(step([0.25, 0.25, 0.25]).constants).toEqual([]);
    // Two numbers that differ, or tensors that are not small, are not worth it.
    expect(step(shares, [0.5, 0.25]).constants).toEqual([]);
    expect(step(shares, [], [3]).constants).toEqual([]);
  });

  it('are what each alone would be', async () => {
    const graph = averages([0.25, 0.5, 0.125, 0.3, 0.25]);
    const feeds = feedsOf(graph);
    for (const { data } of feeds.values()) data.set(data.map((x, i) => x + (i % 5) - 1.5));
    const values = interpret(graph, feeds);
    const loaded = await LoadedProgram.load(await openDevice(0), step([0.25, 0.5, 0.125, 0.3, 0.25]));
    for (const slot of loaded.program.states) loaded.write(slot, Float32Array.from(feeds.get(slot.name)!.data));
    await loaded.run();
    const apart: number[] = [];
    for (const slot of loaded.program.states.filter(({ name }) => graph.assigns.has(name))) {
      const found = await loaded.read(slot);
      const wanted = values.get(graph.assigns.get(slot.name)!.id)!.data;
      apart.push(...[...wanted].map((x, i) => Math.abs(found[i]! - x)));
    }
    loaded.dispose();
    expect(apart).toHaveLength(207);
    expect(Math.max(...apart)).toBeLessThan(1e-6);
  });
});
