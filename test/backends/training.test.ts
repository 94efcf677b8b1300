import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StateData, StepInputs, TrainingExecutable } from '../../engine/backends/backend.ts';
import { ortBackend } from '../../engine/backends/ort/index.ts';
import { Stream } from '../../engine/base/random.ts';
import { compileTraining } from '../../engine/compile/training.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { initialState } from '../../engine/train/initial-state.ts';
import { network } from '../compile/small-nets.ts';

const net = network(
  ['input', 'input', { height: 8, width: 8, channels: 3 }],
  ['conv', 'conv2d', { filters: 16, kernel: 3, bias: false }],
  ['norm', 'batchNorm'],
  ['act', 'relu'],
  ['conv2', 'conv2d', { filters: 16, kernel: 3 }],
  ['sum', 'add', {}, 'conv2', 'act'],
  ['pool', 'globalAveragePool'],
  ['flat', 'flatten'],
  ['drop', 'dropout', { rate: 0.25 }],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
);
const settings = trainingSettings.parse({ batch: 4, learningRate: 0.1, optimizer: { kind: 'adam' } });
const step = compileTraining(net, settings);
const stream = new Stream(3);
const images = new Float32Array(4 * 3 * 8 * 8).map(() => stream.normal());
const inputs: StepInputs = { images, labels: BigInt64Array.of(0n, 1n, 2n, 0n), learningRate: 0.01, step: 0, seed: 7 };

const compile = (autotune = false): Promise<TrainingExecutable> =>
  ortBackend.compileTraining(step, { autotune, state: initialState(step.graph, 0), threads: 1 });

const bytes = (state: StateData): Record<string, string> =>
  Object.fromEntries(
    [...state].map(([name, v]) => [name, Buffer.from(v.buffer, v.byteOffset, v.byteLength).toString('hex')]),
  );

describe('a training executable', () => {
  test('changes weights, statistics and moments at each step, and starts from what it was given', async () => {
    const executable = await compile();
    const before = bytes(await executable.readState());
    expect(before).toEqual(bytes(initialState(step.graph, 0)));
    const result = await executable.run(inputs);
    expect(result.applied).toBe(true);
    expect(result.metrics).toHaveLength(step.metrics.length);
    const after = bytes(await executable.readState());
    for (const name of step.graph.assigns.keys())
      expect({ name, bytes: after[name] }).not.toEqual({ name, bytes: before[name] });
    await executable.dispose();
  });

  test('two from the same state give the same bits, also when one is stopped and resumed', async () => {
    const [a, b] = [await compile(), await compile()];
    for (let i = 0; i < 6; i++) await a.run({ ...inputs, step: i });
    for (let i = 0; i < 3; i++) await b.run({ ...inputs, step: i });
    const middle = await b.readState();
    await b.dispose();
    const c = await ortBackend.compileTraining(step, { autotune: false, state: middle, plan: a.plan, threads: 1 });
    for (let i = 3; i < 6; i++) await c.run({ ...inputs, step: i });
    expect(bytes(await c.readState())).toEqual(bytes(await a.readState()));
    await Promise.all([a.dispose(), c.dispose()]);
  });

  test('leaves the state as it was where the loss is not finite, and goes on after', async () => {
    const executable = await compile();
    await executable.run(inputs);
    const good = bytes(await executable.readState());
    const bad = await executable.run({ ...inputs, images: images.map((v, i) => (i === 5 ? Number.NaN : v)) });
    expect(bad.applied).toBe(false);
    expect(bad.metrics[step.metrics.indexOf('loss')]).toBeNaN();
    expect(bytes(await executable.readState())).toEqual(good);
    const next = await executable.run(inputs);
    expect(next.applied).toBe(true);
    await executable.dispose();
  });

  test('takes a state by name and refuses unknown names and sizes', async () => {
    const executable = await compile();
    const weight = new Float32Array(16 * 16 * 9).map((_, i) => i);
    await executable.writeState(new Map([['conv2.weight', weight]]));
    expect((await executable.readState()).get('conv2.weight')).toEqual(weight);
    await expect(executable.writeState(new Map([['nothing.weight', weight]]))).rejects.toThrow('nothing.weight');
    await expect(executable.writeState(new Map([['conv2.weight', weight.subarray(1)]]))).rejects.toThrow('2303');
    await executable.dispose();
  });

  test('keeps its memory over 1,000 steps', { timeout: 60_000 }, async () => {
    const executable = await compile();
    const steps = async (n: number): Promise<number> => {
      for (let i = 0; i < n; i++) await executable.run({ ...inputs, step: i });
      return process.memoryUsage().rss;
    };
    const warm = await steps(200);
    const grown = (await steps(1000)) - warm;
    // Every copy of the state that leaked, 40 kB, would make 40 MB of 1,000 steps.
    expect(grown).toBeLessThan(20e6);
    await executable.dispose();
  });
});

describe('profile', () => {
  test('names every phase and layer, adds up to the step, and leaves state and folder as they were', async () => {
    const folders = (): number => readdirSync(tmpdir()).filter((f) => f.startsWith('layerloom-profile-')).length;
    const executable = await compile();
    const [before, left] = [bytes(await executable.readState()), folders()];
    const profile = await executable.profile(inputs, 3);
    expect(new Set(profile.calls.map((c) => c.phase))).toEqual(new Set(['forward', 'backward', 'update', 'metrics']));
    const forward = new Set(profile.calls.filter((c) => c.phase === 'forward').map((c) => c.path));
    for (const path of ['conv', 'norm', 'conv2', 'sum', 'pool', 'drop', 'dense', 'head'])
      expect(forward).toContain(path);
    const backward = new Set(profile.calls.filter((c) => c.phase === 'backward').map((c) => c.path));
    for (const path of ['conv', 'norm', 'conv2', 'dense', 'head']) expect(backward).toContain(path);
    const sum = profile.calls.reduce((total, c) => total + c.milliseconds, 0);
    expect(sum + profile.otherMilliseconds).toBeCloseTo(profile.stepMilliseconds, 6);
    expect(bytes(await executable.readState())).toEqual(before);
    expect(folders()).toBe(left);
    await executable.dispose();
  });
});

describe('autotuning', () => {
  let cache = '';
  const outside = process.env['XDG_CACHE_HOME'];
  beforeAll(() => {
    cache = mkdtempSync(join(tmpdir(), 'layerloom-cache-'));
    process.env['XDG_CACHE_HOME'] = cache;
  });
  afterAll(() => {
    if (outside === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = outside;
    rmSync(cache, { recursive: true });
  });

  test('measures once, then takes what the cache says; a plan goes before both', async () => {
    const first = await compile(true);
    expect(Object.keys(first.plan).length).toBeGreaterThan(1);
    const [file] = readdirSync(join(cache, 'layerloom'));
    expect(file).toMatch(/^tuning-[0-9a-f]{16}\.json$/);
    const again = await compile(true);
    expect(again.plan).toEqual(first.plan);
    const key = Object.keys(first.plan).find((k) => k.startsWith('conv2dWeightGradient'))!;
    const other = first.plan[key] === 'taps' ? 'rows' : 'taps';
    const plan = { ...first.plan, [key]: other };
    const planned = await ortBackend.compileTraining(step, {
      autotune: true,
      plan,
      state: initialState(step.graph, 0),
    });
    expect(planned.plan[key]).toBe(other);
    await Promise.all([first.dispose(), again.dispose(), planned.dispose()]);
  });
});
