import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CompileOptions } from '../../../engine/backends/backend.ts';
import { listAdapters } from '../../../engine/backends/webgpu/adapters.ts';
import { chooseWays } from '../../../engine/backends/webgpu/autotune.ts';
import { Device, openDevice } from '../../../engine/backends/webgpu/device.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { Builder } from '../../../engine/ir/builder.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { conv2d } from '../../../engine/ops/conv2d.ts';

function graph() {
  const b = new Builder();
  const attrs = { stride: [1, 1], dilation: [1, 1], pads: [0, 0, 0, 0], groups: 1 } as const;
  b.output('y', b.one(conv2d, attrs, b.input('x', f32(1, 2, 4, 4)), b.input('w', f32(5, 2, 1, 1))));
  return b.build();
}

const choose = async (options: Partial<CompileOptions> = {}) =>
  chooseWays(await openDevice(0), graph(), { autotune: true, state: new Map(), ...options });

describe('the choice of kernels', () => {
  let cache = '';
  const outside = process.env['XDG_CACHE_HOME'];
  const file = (): string => join(cache, 'layerloom', readdirSync(join(cache, 'layerloom'))[0]!);
  beforeAll(() => {
    cache = mkdtempSync(join(tmpdir(), 'layerloom-cache-'));
    process.env['XDG_CACHE_HOME'] = cache;
  });
  afterAll(() => {
    if (outside === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = outside;
    rmSync(cache, { recursive: true });
  });

  it('is measured once, then read; a plan goes before both; without tuning the plan alone decides', async () => {
    const measured = await choose();
    const [key, way] = Object.entries(measured)[0]!;
    expect(key).toBe('conv2d 1×2×4×4 5×2×1×1 dilation 1,1 groups 1 pads 0,0,0,0 stride 1,1');
    const { target } = await openDevice(0);
    const { promising } = lowerGraph(graph(), { guards: [], target }).choices.get(key)!;
    const cached = `${key}: ${promising.join(' | ')}`;
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ [cached]: way });
    const other = promising.find((w) => w !== way)!;
    writeFileSync(file(), JSON.stringify({ [cached]: other }));
    expect(await choose()).toEqual({ [key]: other });
    expect(await choose({ plan: { [key]: way } })).toEqual({ [key]: way });
    expect(await choose({ autotune: false, plan: { [key]: way } })).toEqual({ [key]: way });
    expect(await choose({ autotune: false })).toEqual({});
  });

  it('is measured again where the cache is broken or names what is not there, and says the former', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockReturnValue();
    writeFileSync(file(), '{ "conv');
    const [key] = Object.keys(await choose());
    expect(warning).toHaveBeenCalledWith(expect.stringContaining(`${file()} is not JSON`));
    warning.mockRestore();
    const [cached] = Object.keys(JSON.parse(readFileSync(file(), 'utf8')) as object);
    writeFileSync(file(), JSON.stringify({ [cached!]: 'nothing' }));
    expect((await choose())[key!]).not.toBe('nothing');
  });

  it('is measured again where there is a way that it was not measured against', async () => {
    writeFileSync(file(), '{}');
    const [[key, way] = expect.fail('it is measured')] = Object.entries(await choose());
    writeFileSync(file(), JSON.stringify({ [key]: way, [`${key}: ${way} | older`]: way }));
    await choose();
    expect(Object.keys(JSON.parse(readFileSync(file(), 'utf8')) as object)).toHaveLength(3);
  });

  it('is made by the wall where the GPU has no clock, once the kernels have run', async () => {
    writeFileSync(file(), '{}');
    const adapter = (await listAdapters())[0]!;
    const real = await adapter.requestDevice({ requiredFeatures: ['subgroups'] });
    let waits = 0;
    const queue = new Proxy(real.queue, {
      get(target, name) {
        if (name === 'onSubmittedWorkDone') waits++;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
    const gpu = new Proxy(real, {
      get(target, name) {
        const value: unknown = name === 'queue' ? queue : Reflect.get(target, name);
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
    const device = new Device(gpu, adapter, 4);
    expect(device.timestamps).toBe(false);
    const choices = await chooseWays(device, graph(), { autotune: true, state: new Map() });
    expect(Object.keys(choices)).toHaveLength(1);
    expect(waits).toBeGreaterThanOrEqual(4);
    real.destroy();
  });

  it("is the plan's even where nobody would try it here", async () => {
    const [[key] = expect.fail('it is chosen')] = Object.entries(await choose());
    expect(await choose({ plan: { [key]: 'tile 64x64' } })).toEqual({ [key]: 'tile 64x64' });
  });

  it('is part of the program, as chosen', async () => {
    const { target } = await openDevice(0);
    const [[key, choice] = expect.fail('a convolution has ways')] = [
      ...lowerGraph(graph(), { guards: [], target }).choices,
    ];
    for (const way of choice.ways) {
      const program = lowerGraph(graph(), { guards: [], target, choices: { [key]: way } });
      expect(program.choices.get(key)?.chosen).toBe(way);
      expect(program.dispatches[0]!.kernel.name).toContain(way.split(' ')[0]);
    }
  });
});
