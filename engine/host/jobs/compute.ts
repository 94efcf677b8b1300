import { availableParallelism } from 'node:os';
import { env } from 'onnxruntime-node';
import type { MemoryDevice } from '../../analyze/memory.ts';
import type { Backend, DeviceInfo } from '../../backends/backend.ts';
import { ortBackend } from '../../backends/ort/index.ts';
import { isSoftware, mayHaveGpu, webgpuBackend } from '../../backends/webgpu/index.ts';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { version } from '../../base/version.ts';

/** Where a job computes. */
export interface Compute {
  readonly backend: Backend;
  readonly device: DeviceInfo;
  readonly threads: number;
}

/** In the order in which `auto` prefers them: GPUs, the processor, and what only plays a GPU last. */
export async function allDevices(): Promise<readonly DeviceInfo[]> {
  const gpus = await webgpuBackend().devices();
  return [...gpus.filter((d) => !isSoftware(d)), ...(await ortBackend.devices()), ...gpus.filter(isSoftware)];
}

/** The device that `--device` names: an id, `auto`, or `webgpu` for the first GPU. `threads` default to one a core. */
export async function chooseCompute(id: string, threads: number = availableParallelism()): Promise<Compute> {
  const processor = id === 'cpu' || (id === 'auto' && !mayHaveGpu());
  const devices = processor ? await ortBackend.devices() : await allDevices();
  const device = devices.find((d) => id === 'auto' || id === d.id || id === d.backend);
  if (device) return { backend: backendOf(device), device, threads };
  const known = ['auto', ...devices.map((d) => d.id)].join(', ');
  const code =
    id.startsWith('webgpu') && !devices.some((d) => d.backend === 'webgpu') ? 'device.noGpu' : 'device.unknown';
  throw new ProblemError([problem(code, '', { device: id, known })]);
}

const backendOf = ({ backend, id }: DeviceInfo): Backend =>
  backend === 'ort' ? ortBackend : webgpuBackend(Number(id.split(':')[1]));

/** Which prediction of memory is the device's. */
export const memoryDevice = ({ backend }: DeviceInfo): MemoryDevice => (backend === 'ort' ? 'cpu' : 'gpu');

/** What the numbers of a run depend on besides the settings. */
export function versions(): Readonly<Record<string, string>> {
  return { layerloom: version, node: process.versions.node, onnxruntime: env.versions.node ?? env.versions.common };
}
