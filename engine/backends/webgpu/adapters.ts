import { totalmem } from 'node:os';
import { create, globals } from 'webgpu';
import type { DeviceInfo } from '../backend.ts';

/** Usage flags and map modes, as WebGPU names them. */
export const { GPUBufferUsage: usage, GPUMapMode: mapMode } = globals as unknown as {
  readonly GPUBufferUsage: typeof GPUBufferUsage;
  readonly GPUMapMode: typeof GPUMapMode;
};

/**
 * Dawn's instance; one a process. Kernels keep within their buffers by themselves, so Dawn's own checks of every access are off; timestamps are
 * exact instead of rounded to 0.1 ms.
 */
let instance: GPU | undefined;
const dawn = (): GPU =>
  (instance ??= create([
    'enable-dawn-features=disable_robustness,allow_unsafe_apis,disable_workgroup_init',
    'disable-dawn-features=timestamp_quantization',
  ]));

/** What a software adapter has among its `features`: `auto` passes over it. */
export const SOFTWARE = 'software';

/** Adapters that differ, the fastest first. */
export async function listAdapters(): Promise<readonly GPUAdapter[]> {
  const found: GPUAdapter[] = [];
  for (const powerPreference of ['high-performance', 'low-power'] as const) {
    const adapter = await dawn().requestAdapter({ powerPreference });
    if (adapter && !found.some((a) => adapterKey(a) === adapterKey(adapter))) found.push(adapter);
  }
  return found;
}

/** Names adapter and driver, for what is cached. */
export function adapterKey({ info }: GPUAdapter): string {
  return [info.vendor, info.architecture, info.device, info.description].join(' ').trim();
}

export const isSoftware = ({ info }: GPUAdapter): boolean => info.isFallbackAdapter;

export async function devices(): Promise<readonly DeviceInfo[]> {
  return (await listAdapters()).map((adapter, i) => ({
    id: `webgpu:${i}`,
    backend: 'webgpu',
    name: adapter.info.device || adapter.info.description || adapterKey(adapter),
    memoryBytes: memoryOf(adapter),
    features: [
      ...(isSoftware(adapter) ? [SOFTWARE] : []),
      adapter.info.description,
      ...interesting.filter((f) => adapter.features.has(f)),
    ].filter((f) => f !== ''),
  }));
}

const interesting = ['timestamp-query', 'subgroups', 'shader-f16'] as const;

interface MemoryHeap {
  readonly size: number;
  readonly properties: number;
}

/** The largest memory of the device itself; of a software adapter, the machine's. Where the driver does not say, the largest buffer. */
function memoryOf(adapter: GPUAdapter): number {
  if (isSoftware(adapter)) return totalmem();
  const heaps = (adapter.info as unknown as { readonly memoryHeaps?: readonly MemoryHeap[] }).memoryHeaps;
  return heaps?.length ? Math.max(...heaps.map((h) => h.size)) : adapter.limits.maxBufferSize;
}
