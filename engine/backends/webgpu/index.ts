import type { Backend } from '../backend.ts';
import { devices } from './adapters.ts';
import { openDevice } from './device.ts';
import { compileInference } from './inference.ts';
import { roofline } from './roofline.ts';
import { compileTraining } from './training.ts';

export { isSoftware, mayHaveGpu } from './adapters.ts';

/** Kernels of our own on GPU number `index` of the machine, through Dawn. */
export const webgpuBackend = (index = 0): Backend => ({
  name: 'webgpu',
  devices,
  roofline: async () => roofline(await openDevice(index)),
  compileTraining: async (step, options) => compileTraining(await openDevice(index), step, options),
  compileInference: async (graph, options) => compileInference(await openDevice(index), graph, options),
});
