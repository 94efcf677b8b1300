import { cpus, totalmem } from 'node:os';
import type { DeviceInfo } from '../backend.ts';

/** The processor: the one device of this backend. */
export function devices(): readonly DeviceInfo[] {
  const processors = cpus();
  return [
    {
      id: 'cpu',
      backend: 'ort',
      name: processors[0]?.model.trim() ?? process.arch,
      memoryBytes: totalmem(),
      features: [`${processors.length} threads`, process.arch],
    },
  ];
}
