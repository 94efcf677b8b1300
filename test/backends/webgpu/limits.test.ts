import { describe, expect, it } from 'vitest';
import { listAdapters } from '../../../engine/backends/webgpu/adapters.ts';
import { Device, openDevice } from '../../../engine/backends/webgpu/device.ts';
import { compileInference } from '../../../engine/backends/webgpu/inference.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { planMemory } from '../../../engine/backends/webgpu/plan.ts';
import type { Storage } from '../../../engine/backends/webgpu/program.ts';
import { splitBatch } from '../../../engine/backends/webgpu/split/index.ts';
import { compileTraining } from '../../../engine/backends/webgpu/training.ts';
import { compileInference as inferenceGraph } from '../../../engine/compile/inference.ts';
import { compileTraining as compileStep } from '../../../engine/compile/training.ts';
import { Builder } from '../../../engine/ir/builder.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { neg } from '../../../engine/ops/neg.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { initialState } from '../../../engine/train/initial-state.ts';
import { feedsOf } from '../../compile/feeds.ts';
import { network } from '../../compile/small-nets.ts';
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
      target: { busy: 32_768, lanes: 4, workgroupBytes: 2 ** 15, software: false, mostBytes: least.maxBufferSize },
    });
    const { arenas, places } = planMemory(program, least);
    expect(places.size).toBeGreaterThan(1000);
    expect(Math.max(...arenas)).toBeLessThanOrEqual(least.maxBufferSize);
    expect(Math.max(...program.dispatches.flatMap((d) => d.workgroups))).toBeLessThanOrEqual(least.workgroups);
    expect(Math.max(...program.dispatches.map((d) => d.bindings.length))).toBeLessThanOrEqual(least.storageBuffers);
  });
});

it('norms of which only the wide ones are split have their running statistics updated together, as far as they lie together', () => {
  const wide = network(
    ['input', 'input', { height: 8, width: 8, channels: 3 }],
    ['conv1', 'conv2d', { filters: 4, kernel: 3 }],
    ['norm1', 'batchNorm'],
    ['conv2', 'conv2d', { filters: 4, kernel: 3 }],
    ['norm2', 'batchNorm'],
    ['conv3', 'conv2d', { filters: 16, kernel: 3 }],
    ['norm3', 'batchNorm'],
    ['conv4', 'conv2d', { filters: 16, kernel: 3 }],
    ['norm4', 'batchNorm'],
    ['pool', 'globalAveragePool'],
    ['flat', 'flatten'],
    ['dense', 'dense', { units: 3 }],
    ['head', 'classifier'],
  );
  const { graph } = compileStep(wide, trainingSettings.parse({ batch: 8 }));
  // A map of 4 channels takes 8 KiB, one of 16 takes 32.
  const mostBytes = 16_384;
  const program = lowerGraph(splitBatch(graph, mostBytes), {
    guards: [0],
    target: { busy: 512, lanes: 4, workgroupBytes: 2 ** 15, software: true, mostBytes },
  });
  const written = new Set(
    program.dispatches.flatMap((d) => d.bindings.filter((b) => b.access === 'write')).map((b) => b.storage),
  );
  const wholes = new Map(program.packs.flatMap((p) => p.parts.map(({ storage }) => [storage, p.whole] as const)));
  const isWritten = (storage: Storage): boolean => written.has(storage) || written.has(wholes.get(storage)!);
  expect(program.states.filter(({ storage }) => !isWritten(storage)).map(({ name }) => name)).toEqual([]);
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
    return new Device(new Memory(await adapter.requestDevice(), Infinity, largest).gpu, adapter, 1);
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
  it('are taken by a device, by 4,200,001 elements', { timeout: 60_000 }, async () => {
    const b = new Builder();
    const dims = [4_200_001];
    b.output('y', b.one(neg, {}, b.input('x', f32(...dims))));
    const device = await openDevice(0);
    const program = lowerGraph(b.build(), { guards: [], target: device.target });
    const [x, y] = program.dispatches[0]!.workgroups;
    expect(x * y).toBeGreaterThan(least.workgroups);
    expect(Math.max(x, y)).toBeLessThanOrEqual(least.workgroups);
    const data = Float32Array.from({ length: dims[0]! }, (_, i) => i % 251);
    const loaded = await LoadedProgram.load(device, program);
    loaded.write(program.inputs[0]!, data);
    const [found] = await loaded.run();
    loaded.dispose();
    expect(found!.findIndex((v, i) => v !== -data[i]!)).toBe(-1);
  });
});
