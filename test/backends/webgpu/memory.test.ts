import { describe, expect, it } from 'vitest';
import { listAdapters } from '../../../engine/backends/webgpu/adapters.ts';
import { Device } from '../../../engine/backends/webgpu/device.ts';
import { compileTraining } from '../../../engine/backends/webgpu/training.ts';
import { ProblemError } from '../../../engine/base/diagnostics.ts';
import { compileTraining as compileStep } from '../../../engine/compile/training.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { initialState } from '../../../engine/train/initial-state.ts';
import { network } from '../../compile/small-nets.ts';
import { Memory } from './small-memory.ts';

const net = network(
  ['input', 'input', { height: 8, width: 8, channels: 3 }],
  ['conv', 'conv2d', { filters: 4, kernel: 3 }],
  ['relu', 'relu'],
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
);
const step = (batch: number) => compileStep(net, trainingSettings.parse({ batch }));

async function deviceOf(bytes: number): Promise<Device> {
  const adapter = (await listAdapters())[0]!;
  return new Device(new Memory(await adapter.requestDevice(), bytes).gpu, adapter, 1);
}

/** The problem that keeps a step of `batch` images from a device, null where it can be run. */
async function refusal(device: Device, batch: number) {
  const wanted = step(batch);
  try {
    const executable = await compileTraining(device, wanted, {
      autotune: false,
      state: initialState(wanted.graph, 1),
    });
    await executable.dispose();
    return null;
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0]!;
    throw error;
  }
}

describe('a GPU with too little memory', () => {
  it('is noticed before the run, and the greatest batch that fits is named: that one runs, one more does not', async () => {
    const device = await deviceOf(100_000);
    const problem = await refusal(device, 64);
    expect(problem).toMatchObject({ code: 'device.noMemory', field: 'batch', values: { batch: 64 } });
    const fits = Number(problem!.values['fits']);
    expect(fits).toBeGreaterThan(1);
    expect(await refusal(device, fits)).toBeNull();
    expect(await refusal(device, fits + 1)).toMatchObject({ code: 'device.noMemory', values: { fits } });
  });

  it('names no batch where not even one image fits', async () => {
    const problem = await refusal(await deviceOf(1000), 4);
    expect(problem?.code).toBe('device.noMemory');
    expect(problem?.values).not.toHaveProperty('fits');
  });
});
