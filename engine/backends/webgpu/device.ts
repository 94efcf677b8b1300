import { ProblemError, problem } from '../../base/diagnostics.ts';
import { adapterKey, listAdapters } from './adapters.ts';
import { shaderStage, usage } from './flags.ts';
import { lanesOf } from './lanes.ts';
import type { Target } from './lower/choices.ts';
import type { Kernel } from './program.ts';
import { declared } from './wgsl/module.ts';

/** An opened GPU with its compiled kernels. Shared by all that runs on it. */
export class Device {
  readonly gpu: GPUDevice;
  /** Adapter and driver. */
  readonly key: string;
  readonly timestamps: boolean;
  readonly target: Target;
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  readonly #layouts = new Map<string, Layout>();
  /** What went wrong outside of any call that could say so. */
  #failure: Error | null = null;
  #lost: Error | null = null;
  /** Rejects what waits for the device. */
  readonly #waiting = new Set<(reason: Error) => void>();

  /** `lanes`: as `Target` has them. */
  constructor(gpu: GPUDevice, adapter: GPUAdapter, lanes: number) {
    this.gpu = gpu;
    this.key = adapterKey(adapter);
    const software = adapter.info.isFallbackAdapter;
    // A GPU has many threads; a software adapter a few cores.
    const { maxBufferSize, maxStorageBufferBindingSize, minStorageBufferOffsetAlignment } = gpu.limits;
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    this.target = {
      busy: software ? 512 : 32_768,
      lanes,
      workgroupBytes: gpu.limits.maxComputeWorkgroupStorageSize,
      software,
      mostBytes: most - (most % minStorageBufferOffsetAlignment),
    };
    this.timestamps = gpu.features.has('timestamp-query');
    gpu.addEventListener('uncapturederror', (event) => {
      this.#failure ??= new Error(`the GPU refused a command: ${(event).error.message}`);
    });
    void this.#watch();
  }

  async #watch(): Promise<void> {
    const { reason, message } = await this.gpu.lost;
    this.#lost = new ProblemError([problem('device.lost', '', { reason: message || reason })]);
    for (const reject of this.#waiting) reject(this.#lost);
  }

  get lost(): boolean {
    return this.#lost !== null;
  }

  /**
   * What `work` gives, or a rejection as soon as the driver resets or the adapter goes away: what was on the device is gone then. (A race with one promise
   * for all would keep something of each call for as long as the device lives.)
   */
  unlessLost<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#lost) reject(this.#lost);
      this.#waiting.add(reject);
      void work.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }

  /** Throws what went wrong since the last check. */
  check(): void {
    const failure = this.#lost ?? this.#failure;
    this.#failure = null;
    if (failure) throw failure;
  }

  /** Whether buffers of these sizes fit into what memory the device has left. */
  async hasRoomFor(sizes: readonly number[]): Promise<boolean> {
    this.gpu.pushErrorScope('out-of-memory');
    const buffers = sizes.map((size) => this.gpu.createBuffer({ label: 'trial', size, usage: usage.STORAGE }));
    const error = await this.gpu.popErrorScope();
    for (const buffer of buffers) buffer.destroy();
    return error === null;
  }

  /** How a kernel's tensors are bound, one for all that read and write as many in the same order: a step is recorded faster than if each had a layout of its own. */
  layout({ module }: Kernel): Layout {
    const buffers = declared(module, 'buffer').toSorted((a, b) => a.number - b.number);
    const key = buffers.map((b) => `${b.number} ${b.access}`).join();
    let known = this.#layouts.get(key);
    if (!known) {
      const group = this.gpu.createBindGroupLayout({
        entries: buffers.map(({ number, access }) => ({
          binding: number,
          visibility: shaderStage.COMPUTE,
          buffer: { type: access === 'read' ? 'read-only-storage' : 'storage' },
        })),
      });
      known = { group, pipeline: this.gpu.createPipelineLayout({ bindGroupLayouts: [group] }) };
      this.#layouts.set(key, known);
    }
    return known;
  }

  /** The kernel, compiled once for all programs. Throws with its name where WGSL or driver refuse it. */
  pipeline(kernel: Kernel): Promise<GPUComputePipeline> {
    const { name, code } = kernel;
    let known = this.#pipelines.get(code);
    if (!known) {
      this.gpu.pushErrorScope('validation');
      const module = this.gpu.createShaderModule({ label: name, code });
      this.gpu.popErrorScope().catch(() => {}); // the pipeline's own error says it
      known = this.gpu
        .createComputePipelineAsync({
          label: name,
          layout: this.layout(kernel).pipeline,
          compute: { module, entryPoint: 'main' },
        })
        .catch(async (error: unknown) => {
          const { messages } = await module.getCompilationInfo();
          const detail = messages.map((m) => `line ${m.lineNum}: ${m.message}`).join('; ');
          throw new Error(`kernel ${name} does not compile: ${detail || (error as Error).message}\n${code}`);
        });
      this.#pipelines.set(code, known);
    }
    return known;
  }
}

interface Layout {
  readonly group: GPUBindGroupLayout;
  readonly pipeline: GPUPipelineLayout;
}

const opened = new Map<number, Promise<Device>>();

/** Device `index` of `listAdapters`, opened once; again where it was lost. */
export async function openDevice(index: number): Promise<Device> {
  const known = opened.get(index);
  if (known && !(await known).lost) return known;
  const opening = open(index);
  opened.set(index, opening);
  opening.catch(() => opened.delete(index));
  return opening;
}

/** Asked for as large as the adapter has them; a device starts with the least that every GPU has. */
const raisedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

async function open(index: number): Promise<Device> {
  const adapter = (await listAdapters())[index];
  if (!adapter) throw new Error(`there is no GPU number ${index}`);
  const optional: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups'];
  const gpu = await adapter.requestDevice({
    requiredFeatures: optional.filter((f) => adapter.features.has(f)),
    requiredLimits: Object.fromEntries(raisedLimits.map((limit) => [limit, adapter.limits[limit]])),
  });
  return new Device(gpu, adapter, await lanesOf(gpu, adapter));
}
