import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import type { DeviceInfo } from '../backend.ts';

/**
 * Dawn's instance; one a process. Kernels keep within their buffers by themselves, so Dawn's own checks of every access are off; timestamps are
 * exact instead of rounded to 0.1 ms.
 */
let instance: Promise<GPU | null> | undefined;
const dawn = (): Promise<GPU | null> => (instance ??= start());

/** Null where Dawn has no library for this system, or would find none. */
async function start(): Promise<GPU | null> {
  if (process.platform === 'linux' && !hasLibrary('libvulkan.so.1')) return null;
  try {
    const { create } = await import('webgpu');
    return create([
      'enable-dawn-features=disable_robustness,allow_unsafe_apis,disable_workgroup_init',
      'disable-dawn-features=timestamp_quantization',
    ]);
  } catch {
    return null;
  }
}

/**
 * Whether the dynamic linker finds a library, as glibc and musl say it: that the library is no module of Node's shows only after that. Where Vulkan's loader is missing, Dawn
 * writes a warning past everything to stderr.
 */
function hasLibrary(name: string): boolean {
  try {
    process.dlopen({ exports: {} }, name);
    return true;
  } catch (error) {
    return !/cannot open shared object file|No such file or directory/.test((error as Error).message);
  }
}

/** What a software adapter has among its features. */
const SOFTWARE = 'software';

/**
 * False where there can be no GPU, so that nothing need be loaded to know: on Linux a GPU has a device file (render node, NVIDIA's, or Windows' below
 * WSL).
 */
export const mayHaveGpu = (): boolean =>
  process.platform !== 'linux' || ['/dev/dri', '/dev/nvidia0', '/dev/dxg'].some((path) => existsSync(path));

/** Adapters that differ, the fastest first. */
export async function listAdapters(): Promise<readonly GPUAdapter[]> {
  const found: GPUAdapter[] = [];
  for (const powerPreference of ['high-performance', 'low-power'] as const) {
    const adapter = await (await dawn())?.requestAdapter({ powerPreference });
    if (adapter && !found.some((a) => adapterKey(a) === adapterKey(adapter))) found.push(adapter);
  }
  return found;
}

/** Names adapter and driver, for what is cached. */
export function adapterKey({ info }: GPUAdapter): string {
  return [info.vendor, info.architecture, info.device, info.description].join(' ').trim();
}

/** Whether a device only plays a GPU on the processor: `auto` passes over it. */
export const isSoftware = ({ features }: DeviceInfo): boolean => features.includes(SOFTWARE);

export async function devices(): Promise<readonly DeviceInfo[]> {
  return (await listAdapters()).map((adapter, i) => ({
    id: `webgpu:${i}`,
    backend: 'webgpu',
    // SwiftShader's ends where a version would follow: swiftshader-device-subzero-
    name: (adapter.info.device || adapter.info.description || adapterKey(adapter)).replace(/-$/, ''),
    memoryBytes: memoryOf(adapter),
    features: [
      ...(adapter.info.isFallbackAdapter ? [SOFTWARE] : []),
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
  if (adapter.info.isFallbackAdapter) return totalmem();
  const heaps = (adapter.info as unknown as { readonly memoryHeaps?: readonly MemoryHeap[] }).memoryHeaps;
  return heaps?.length ? Math.max(...heaps.map((h) => h.size)) : adapter.limits.maxBufferSize;
}
