import { availableParallelism } from 'node:os';
import { env } from 'onnxruntime-node';
import type { Backend, DeviceInfo } from '../../backends/backend.ts';
import { ortBackend } from '../../backends/ort/index.ts';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { version } from '../../base/version.ts';

/** In the order in which `auto` prefers them. */
const backends: readonly Backend[] = [ortBackend];

/** Where a job computes. */
export interface Compute {
  readonly backend: Backend;
  readonly device: DeviceInfo;
  readonly threads: number;
}

export async function allDevices(): Promise<readonly DeviceInfo[]> {
  return (await Promise.all(backends.map((b) => b.devices()))).flat();
}

/** The device that `--device` names. `threads` default to one a core. */
export async function chooseCompute(id: string, threads: number = availableParallelism()): Promise<Compute> {
  const known: string[] = [];
  for (const backend of backends) {
    for (const device of await backend.devices()) {
      if (id === 'auto' || id === device.id) return { backend, device, threads };
      known.push(device.id);
    }
  }
  throw new ProblemError([problem('device.unknown', '', { device: id, known: ['auto', ...known].join(', ') })]);
}

/** What the numbers of a run depend on besides the settings. */
export function versions(): Readonly<Record<string, string>> {
  return { layerloom: version, node: process.versions.node, onnxruntime: env.versions.node ?? env.versions.common };
}
