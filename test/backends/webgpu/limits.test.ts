import { describe, expect, it } from 'vitest';
import { listAdapters } from '../../../engine/backends/webgpu/adapters.ts';
import { Device, openDevice } from '../../../engine/backends/webgpu/device.ts';
import { compileInference } from '../../../engine/backends/webgpu/inference.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { planMemory } from '../../../engine/backends/webgpu/plan.ts';
import { splitBatch } from '../../../engine/backends/webgpu/split/index.ts';
import { compileTraining } from '../../../engine/backends/webgpu/training.ts';
import { compileInference as inferenceGraph } from '../../../engine/compile/inference.ts';
import { compileTraining as compileStep } from '../../../engine/compile/training.ts';
import { Builder } from '../../../engine/ir/builder.ts';
import type { Value } from '../../../engine/ir/graph.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { interpret } from '../../../engine/ops/interpret.ts';
import { neg } from '../../../engine/ops/neg.ts';
import { reduceSum } from '../../../engine/ops/reduce-sum.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { initialState } from '../../../engine/train/initial-state.ts';
import { feedsOf } from '../../compile/feeds.ts';
import { openTemplate } from '../../train/open-template.ts';
import { furthest } from './both-backends.ts';
import { Memory } from './small-memory.ts';

/** What every WebGPU device has, whatever its adapter (WebGPU specification, section 3.6.2). */
const least = { alignment: 256, maxBufferSize: 2 ** 27, workgroups: 65_535, storageBuffers: 8 } as const;

describe('what every WebGPU device has is enough', () => {
  it.each([
    ['resnet152', 32],
    ['resnet50', 64],
  ])('for %s at 224 with %i images', { timeout: 120_000 }, (name, batch) => {
    const { graph } = compileStep(openTemplate(`template:${name}`), trainingSettings.parse({ batch }));
    const program = lowerGraph(splitBatch(graph, least.maxBufferSize), {
      guards: [0],
      target: { busy: 32_768, quads: true, software: false, mostBytes: least.maxBufferSize },
    });
    const { arenas, places } = planMemory(program, least);
    expect(places.size).toBeGreaterThan(1000);
    expect(Math.max(...arenas)).toBeLessThanOrEqual(least.maxBufferSize);
    expect(Math.max(...program.dispatches.flatMap((d) => d.workgroups))).toBeLessThanOrEqual(least.workgroups);
    expect(Math.max(...program.dispatches.map((d) => d.bindings.length))).toBeLessThanOrEqual(least.storageBuffers);
  });
});

describe('a GPU that takes only small buffers', () => {
  const analysis = openTemplate('template:cifar_resnet?depth=8&height=16&width=16&filters=4&shortcut=projection');
  const step = compileStep(analysis, trainingSettings.parse({ batch: 5 }));
  const state = initialState(step.graph, 1);
  const feeds = feedsOf(step.graph);
  const images = Float32Array.from(feeds.get('images')!.data);
  const inputs = { images, labels: BigInt64Array.of(0n, 1n, 2n, 0n, 1n), learningRate: 0.01, step: 0, seed: 1 };
  /** The images take 15 KiB, a map of all of them 20: three and two are computed at a time. */
  const small = 16_000;
  const device = async (largest?: number): Promise<Device> => {
    const adapter = (await listAdapters())[0]!;
    return new Device(new Memory(await adapter.requestDevice(), Infinity, largest).gpu, adapter);
  };

  it('trains by parts of the batch, to the same numbers but for rounding', { timeout: 120_000 }, async () => {
    const train = async (largest?: number) => {
      const executable = await compileTraining(await device(largest), step, { autotune: false, state });
      const metrics: number[] = [];
      for (let i = 0; i < 3; i++) metrics.push(...(await executable.run({ ...inputs, step: i })).metrics);
      await executable.dispose();
      return metrics;
    };
    expect(furthest(await train(small), await train())).toBeLessThan(1e-4);
  });

  it('infers by parts of the batch, to the same logits', { timeout: 60_000 }, async () => {
    const infer = async (largest?: number) => {
      const executable = await compileInference(await device(largest), inferenceGraph(analysis), {
        autotune: false,
        state,
      });
      const outputs = await executable.run(images, 5);
      await executable.dispose();
      return outputs.get('logits')!;
    };
    expect(furthest(await infer(small), await infer())).toBeLessThan(1e-5);
  });

  it('says which tensor it cannot take where one image is too large', async () => {
    const refused = compileTraining(await device(2048), step, { autotune: false, state });
    await expect(refused).rejects.toThrow('device.tensorTooLarge');
  });
});

describe('more workgroups than one dimension of a grid has', () => {
  type Made = (b: Builder, x: Value) => Value;
  const cases: readonly (readonly [string, Made, readonly number[]])[] = [
    ['elements', (b, x) => b.one(neg, {}, x), [4_200_001]],
    ['rows', (b, x) => b.one(reduceSum, { axes: [1], keepDims: false }, x), [65_601, 65]],
    ['columns', (b, x) => b.one(reduceSum, { axes: [0], keepDims: false }, x), [3, 4_200_001]],
  ];
  it.each(cases)('%s', { timeout: 60_000 }, async (_, make, dims) => {
    const b = new Builder();
    b.output('y', make(b, b.input('x', f32(...dims))));
    const graph = b.build();
    const device = await openDevice(0);
    const program = lowerGraph(graph, { guards: [], target: device.target });
    expect(program.dispatches.some((d) => d.workgroups.reduce((x, y) => x * y) > least.workgroups)).toBe(true);
    expect(Math.max(...program.dispatches.flatMap((d) => d.workgroups))).toBeLessThanOrEqual(least.workgroups);
    const data = Float64Array.from({ length: dims.reduce((n, d) => n * d) }, (__, i) => i % 251);
    const loaded = await LoadedProgram.load(device, program);
    loaded.write(program.inputs[0]!, Float32Array.from(data));
    const [y] = await loaded.run();
    loaded.dispose();
    const wanted = interpret(graph, new Map([['x', { dims, data }]])).get(graph.outputs[0]!.value.id)!.data;
    expect(y!.findIndex((v, i) => v !== wanted[i])).toBe(-1);
  });
});
