import { describe, expect, it } from 'vitest';
import type { StepInputs } from '../../../engine/backends/backend.ts';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { webgpuBackend } from '../../../engine/backends/webgpu/index.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { listPlan, planMemory } from '../../../engine/backends/webgpu/plan.ts';
import { compileTraining } from '../../../engine/compile/training.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { initialState } from '../../../engine/train/initial-state.ts';
import { feedsOf } from '../../compile/feeds.ts';
import { nets } from '../../compile/small-nets.ts';

const settings = trainingSettings.parse({ batch: 3, learningRate: 0.1 });
const step = compileTraining(nets['inception']!, settings);
const state = initialState(step.graph, 1);
const feeds = feedsOf(step.graph);
const inputs: StepInputs = {
  images: Float32Array.from(feeds.get('images')!.data),
  labels: BigInt64Array.from(feeds.get('labels')!.data, (x) => BigInt(x)),
  learningRate: 0.1,
  step: 0,
  seed: 1,
};
const compile = () => webgpuBackend().compileTraining(step, { autotune: false, state });

describe('a step on the GPU', () => {
  it('gives the same bits each time', async () => {
    const run = async () => {
      const executable = await compile();
      const metrics: Float32Array[] = [];
      for (let i = 0; i < 3; i++) metrics.push((await executable.run({ ...inputs, step: i })).metrics);
      const after = await executable.readState();
      await executable.dispose();
      return { metrics, after };
    };
    expect(await run()).toEqual(await run());
  });

  it('keeps the state where the loss is not finite', async () => {
    const executable = await compile();
    const images = inputs.images.map(() => Number.NaN);
    const { applied } = await executable.run({ ...inputs, images });
    const after = await executable.readState();
    const next = await executable.run(inputs);
    await executable.dispose();
    expect(applied).toBe(false);
    expect(after).toEqual(state);
    expect(next.applied).toBe(true);
  });

  it('takes the next step before the last one has ended, to the same bits', async () => {
    const run = async (together: boolean) => {
      const executable = await compile();
      const results = [];
      for (let i = 0; i < 4; i += 2) {
        const first = executable.run({ ...inputs, step: i });
        if (!together) await first;
        results.push(...(await Promise.all([first, executable.run({ ...inputs, step: i + 1 })])));
      }
      const after = await executable.readState();
      await executable.dispose();
      return { metrics: results.map((r) => r.metrics), applied: results.map((r) => r.applied), after };
    };
    expect(await run(true)).toEqual(await run(false));
  });

  it('changes nothing in a step that was begun behind one whose loss is not finite, and goes on once that is known', async () => {
    const executable = await compile();
    const images = inputs.images.map(() => Number.NaN);
    const both = await Promise.all([executable.run({ ...inputs, images }), executable.run(inputs)]);
    const after = await executable.readState();
    const next = await executable.run(inputs);
    await executable.dispose();
    expect(both.map((r) => r.applied)).toEqual([false, false]);
    expect(after).toEqual(state);
    expect(next.applied).toBe(true);
  });

  it('reads back what was written, and refuses other names and sizes', async () => {
    const executable = await compile();
    const name = step.graph.states[0]!.name;
    const values = state.get(name)!.map((_, i) => i);
    await executable.writeState(new Map([[name, values]]));
    expect((await executable.readState()).get(name)).toEqual(values);
    await expect(executable.writeState(new Map([['nobody.weight', values]]))).rejects.toThrow('nobody.weight');
    await expect(executable.writeState(new Map([[name, new Float32Array(1)]]))).rejects.toThrow('not 1');
    await executable.dispose();
  });

  it('profiles each call with the GPU clock and leaves the state alone', async () => {
    const executable = await compile();
    const { calls, stepMilliseconds } = await executable.profile(inputs, 2);
    expect(await executable.readState()).toEqual(state);
    await executable.dispose();
    expect(stepMilliseconds).toBeGreaterThan(0);
    const timed = new Set(calls.filter((c) => c.milliseconds >= 0).map((c) => `${c.phase} ${c.path} ${c.op}`));
    for (const wanted of ['forward stem conv2d', 'backward stem conv2dWeightGradient', 'forward b3 maxPoolArgmax'])
      expect(timed).toContain(wanted);
    // One kernel updates many weights: each layer has its part of the time, the more weights the more.
    const update = (path: string): number =>
      calls.filter((c) => c.phase === 'update' && c.path === path).reduce((sum, c) => sum + c.milliseconds, 0);
    const trained = step.graph.states.filter(({ role }) => role === 'weight').map(({ name }) => name.split('.')[0]!);
    for (const path of trained) expect([path, update(path) > 0]).toEqual([path, true]);
    // Nor is what joins several layers' gradients nobody's.
    expect(calls.filter((c) => c.phase !== 'metrics' && c.path === '')).toEqual([]);
  });
});

describe('a GPU that goes away', () => {
  it('is noticed in the run, and opened again for the next', async () => {
    const executable = await compile();
    const device = await openDevice(0);
    device.gpu.destroy();
    await expect(executable.run(inputs)).rejects.toThrow('device.lost');
    const again = await compile();
    expect((await again.run(inputs)).applied).toBe(true);
    await again.dispose();
  });
});

describe('the memory of a step', () => {
  const program = lowerGraph(step.graph, {
    guards: [0],
    target: { busy: 512, lanes: 1, workgroupBytes: 2 ** 15, software: true, mostBytes: 2 ** 27 },
  });
  const plan = planMemory(program, { alignment: 256, maxBufferSize: 2 ** 28 });

  it('gives tensors that live at the same time different places', () => {
    const wholes = new Set(plan.packs.map((p) => p.whole));
    const all = [...plan.places].flatMap(([storage, place]) =>
      wholes.has(storage) ? [] : [{ place, life: plan.lives.get(storage)! }],
    );
    const clashes = all.flatMap((a, i) =>
      all
        .slice(i + 1)
        .filter(
          (b) =>
            a.place.arena === b.place.arena &&
            a.place.offset < b.place.offset + b.place.bytes &&
            b.place.offset < a.place.offset + a.place.bytes &&
            a.life[0] <= b.life[1] &&
            b.life[0] <= a.life[1],
        ),
    );
    expect(all.length).toBeGreaterThan(20);
    expect(clashes).toEqual([]);
  });

  it('keeps what one dispatch reads and what it writes in different buffers', () => {
    const arena = (b: {
      readonly storage: (typeof program.dispatches)[number]['bindings'][number]['storage'];
    }): number => plan.places.get(b.storage)!.arena;
    for (const { bindings } of program.dispatches) {
      const read = new Set(bindings.filter((b) => b.access === 'read').map(arena));
      expect(bindings.filter((b) => b.access === 'write' && read.has(arena(b)))).toEqual([]);
    }
  });

  it('is less than all tensors side by side, and says so', () => {
    const together = plan.arenas.reduce((a, b) => a + b, 0);
    const alone = [...plan.places.values()].reduce((n, p) => n + p.bytes, 0);
    expect(together).toBeLessThan(alone);
    const listed = listPlan(plan);
    expect(listed.map((b) => b.bytes)).toEqual(plan.arenas);
    expect(listed.flatMap((b) => b.tensors)).toHaveLength(plan.places.size);
    for (const { bytes, tensors } of listed)
      expect(Math.max(...tensors.map((t) => t.offset + t.bytes))).toBeLessThanOrEqual(bytes);
  });

  it('says which tensor is larger than a buffer may be', () => {
    expect(() => planMemory(program, { alignment: 256, maxBufferSize: 512 })).toThrow('device.tensorTooLarge');
  });
});
