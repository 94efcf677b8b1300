import { cpus, totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';
import type { DeviceInfo } from '../backend.ts';

/** The machine's memory, or what a container may have of it. */
function memoryBytes(): number {
  const limit = constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** The processor: the one device of this backend. */
export function devices(): readonly DeviceInfo[] {
  const processors = cpus();
  return [
    {
      id: 'cpu',
      backend: 'ort',
      name: processors[0]?.model.trim() ?? process.arch,
      memoryBytes: memoryBytes(),
      features: [`${processors.length} threads`, process.arch],
    },
  ];
}
