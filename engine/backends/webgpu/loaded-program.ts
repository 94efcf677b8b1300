import type { Device } from './device.ts';
import { mapMode, usage } from './flags.ts';
import { type MemoryPlan, planMemory } from './plan.ts';
import type { Dispatch, Program, Slot, Storage } from './program.ts';

/** A dispatch as it is recorded: flat, since what is far apart in memory costs more to look up than to hand over. */
interface Command {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Runs that may be under way: the GPU begins the next one while the host reads what the last one gave. */
export const IN_FLIGHT = 2;

/** Timestamps in one query set. */
const QUERIES = 4096;

/** Which of a program's kernels: from the first to before the last number. */
export type Part = readonly [from: number, end: number];

type Numbers = Float32Array | Int32Array | Uint32Array;

/** Where a program's tensors would lie on a device. */
export function planFor({ gpu, target }: Device, program: Program): MemoryPlan {
  return planMemory(program, {
    alignment: gpu.limits.minStorageBufferOffsetAlignment,
    maxBufferSize: target.mostBytes,
  });
}

/** A program in a device's memory, ready to run. */
export class LoadedProgram {
  readonly plan: MemoryPlan;
  readonly program: Program;
  readonly #device: Device;
  readonly #buffers: readonly GPUBuffer[];
  readonly #commands: readonly Command[];
  /** Buffers that outputs are read back through, one a run. */
  readonly #stagings: readonly GPUBuffer[];
  readonly #free: GPUBuffer[];

  static async load(device: Device, program: Program): Promise<LoadedProgram> {
    const plan = planFor(device, program);
    // A lack of memory shows at once, before kernels are compiled, which takes seconds.
    const { buffers, stagings } = await allocate(device, plan, stagedAt(program.outputs).at(-1)!);
    const commands = await commandsOf(device, program, plan, buffers).catch((error: unknown) => {
      for (const buffer of [...buffers, ...stagings]) buffer.destroy();
      throw error;
    });
    const loaded = new LoadedProgram(device, program, plan, buffers, commands, stagings);
    for (const { storage, data } of program.constants) loaded.#write(storage, data);
    return loaded;
  }

  private constructor(
    device: Device,
    program: Program,
    plan: MemoryPlan,
    buffers: readonly GPUBuffer[],
    commands: readonly Command[],
    stagings: readonly GPUBuffer[],
  ) {
    this.#device = device;
    this.program = program;
    this.plan = plan;
    this.#buffers = buffers;
    this.#commands = commands;
    this.#stagings = stagings;
    this.#free = [...stagings];
  }

  #write(storage: Storage, data: Numbers): void {
    const { arena, offset } = this.plan.places.get(storage)!;
    this.#device.gpu.queue.writeBuffer(this.#buffers[arena]!, offset, data);
  }

  /** Brings numbers to a slot; takes effect before what is submitted next. */
  write({ name, storage, elements }: Slot, data: Numbers): void {
    if (data.length !== elements) throw new Error(`${name} has ${elements} elements, not ${data.length}`);
    this.#write(storage, data);
  }

  /**
   * Runs all kernels (or a part of them) once and returns the outputs in order, as f32. What was written before the call counts; a second run may be called before the first has
   * ended.
   */
  async run([from, end]: Part = [0, this.#commands.length]): Promise<readonly Float32Array[]> {
    const { gpu } = this.#device;
    this.#device.check();
    const staging = this.#free.shift();
    if (!staging) throw new Error(`more than ${IN_FLIGHT} runs of a program are under way`);
    gpu.pushErrorScope('validation');
    const encoder = gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (let i = from; i < end; i++) encode(pass, this.#commands[i]!);
    pass.end();
    const { outputs } = this.program;
    const offsets = stagedAt(outputs);
    outputs.forEach((slot, i) => this.#copyOut(encoder, slot, staging, offsets[i]!));
    gpu.queue.submit([encoder.finish()]);
    try {
      // A buffer that nothing is copied to is mapped at once, whatever else is under way.
      if (outputs.length === 0) await this.#device.unlessLost(gpu.queue.onSubmittedWorkDone());
      await this.#mapped(staging, gpu.popErrorScope());
      const results = outputs.map((slot, i) => numbers(slot, staging.getMappedRange(offsets[i], slot.elements * 4)));
      staging.unmap();
      this.#device.check();
      return results;
    } finally {
      this.#free.push(staging);
    }
  }

  /** Milliseconds of each kernel by the GPU's clock, each in a pass of its own. Throws where the GPU has no timestamps. */
  async time([first, end]: Part = [0, this.#commands.length]): Promise<readonly number[]> {
    if (!this.#device.timestamps) throw new Error('this GPU has no timestamps');
    const { gpu } = this.#device;
    const times: number[] = [];
    for (let from = first; from < end; from += QUERIES / 2) {
      const part = this.#commands.slice(from, Math.min(end, from + QUERIES / 2));
      const querySet = gpu.createQuerySet({ type: 'timestamp', count: part.length * 2 });
      const resolved = gpu.createBuffer({ size: part.length * 16, usage: usage.QUERY_RESOLVE | usage.COPY_SRC });
      const readable = gpu.createBuffer({ size: part.length * 16, usage: usage.MAP_READ | usage.COPY_DST });
      gpu.pushErrorScope('validation');
      const encoder = gpu.createCommandEncoder();
      for (const [i, command] of part.entries()) {
        const timestampWrites = { querySet, beginningOfPassWriteIndex: 2 * i, endOfPassWriteIndex: 2 * i + 1 };
        const pass = encoder.beginComputePass({ timestampWrites });
        encode(pass, command);
        pass.end();
      }
      encoder.resolveQuerySet(querySet, 0, part.length * 2, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, readable, 0, part.length * 16);
      gpu.queue.submit([encoder.finish()]);
      await this.#mapped(readable, gpu.popErrorScope());
      const stamps = new BigUint64Array(readable.getMappedRange().slice(0));
      part.forEach((_, i) => times.push(Number(stamps[2 * i + 1]! - stamps[2 * i]!) / 1e6));
      for (const resource of [querySet, resolved, readable]) resource.destroy();
    }
    this.#device.check();
    return times;
  }

  /** When what was submitted is done and lies in `buffer` to be read. Throws what the GPU refused to do, with the name of the kernel. */
  async #mapped(buffer: GPUBuffer, scope: Promise<GPUError | null>): Promise<void> {
    const { gpu } = this.#device;
    const [refused] = await this.#device.unlessLost(Promise.all([scope, buffer.mapAsync(mapMode.READ)]));
    if (!refused) return;
    buffer.unmap();
    throw await blame(gpu, refused, this.program.dispatches, (i) => {
      const encoder = gpu.createCommandEncoder();
      const pass = encoder.beginComputePass();
      encode(pass, this.#commands[i]!);
      pass.end();
      encoder.finish();
    });
  }

  /** The numbers of a slot after all runs that were called. */
  async read(slot: Slot): Promise<Float32Array> {
    const { gpu } = this.#device;
    const size = slot.elements * 4;
    const buffer = gpu.createBuffer({ label: `read ${slot.name}`, size, usage: usage.MAP_READ | usage.COPY_DST });
    const encoder = gpu.createCommandEncoder();
    this.#copyOut(encoder, slot, buffer, 0);
    gpu.queue.submit([encoder.finish()]);
    await this.#device.unlessLost(buffer.mapAsync(mapMode.READ));
    const data = numbers(slot, buffer.getMappedRange());
    buffer.destroy();
    return data;
  }

  #copyOut(encoder: GPUCommandEncoder, slot: Slot, to: GPUBuffer, at: number): void {
    const { arena, offset } = this.plan.places.get(slot.storage)!;
    encoder.copyBufferToBuffer(this.#buffers[arena]!, offset, to, at, slot.elements * 4);
  }

  dispose(): void {
    for (const buffer of [...this.#buffers, ...this.#stagings]) buffer.destroy();
  }
}

/** Throws OutOfMemoryError, and keeps nothing, where the device has no room for all of it. */
async function allocate({ gpu }: Device, { arenas }: MemoryPlan, outputBytes: number) {
  gpu.pushErrorScope('out-of-memory');
  const buffers = arenas.map((size, i) =>
    gpu.createBuffer({ label: `buffer ${i}`, size, usage: usage.STORAGE | usage.COPY_SRC | usage.COPY_DST }),
  );
  const stagings = Array.from({ length: IN_FLIGHT }, () =>
    gpu.createBuffer({ label: 'readback', size: outputBytes, usage: usage.MAP_READ | usage.COPY_DST }),
  );
  if (await gpu.popErrorScope()) {
    for (const buffer of [...buffers, ...stagings]) buffer.destroy();
    throw new OutOfMemoryError(arenas.reduce((a, b) => a + b, 0));
  }
  return { buffers, stagings };
}

/** Every dispatch with its pipeline and its tensors bound. */
async function commandsOf(
  device: Device,
  { dispatches }: Program,
  { places }: MemoryPlan,
  buffers: readonly GPUBuffer[],
): Promise<readonly Command[]> {
  const { gpu } = device;
  const pipelines = await Promise.all(dispatches.map((d) => device.pipeline(d.kernel)));
  const bind = (i: number): GPUBindGroup => {
    const entries = dispatches[i]!.bindings.map(({ storage }, binding) => {
      const { arena, offset, bytes } = places.get(storage)!;
      return { binding, resource: { buffer: buffers[arena]!, offset, size: bytes } };
    });
    return gpu.createBindGroup({ layout: device.layout(dispatches[i]!.kernel).group, entries });
  };
  gpu.pushErrorScope('validation');
  const commands = dispatches.map(
    ({ workgroups: [x, y, z] }, i): Command => ({
      pipeline: pipelines[i]!,
      group: bind(i),
      x,
      y,
      z,
    }),
  );
  const refused = await gpu.popErrorScope();
  if (refused) throw await blame(gpu, refused, dispatches, (i) => void bind(i));
  return commands;
}

function encode(pass: GPUComputePassEncoder, { pipeline, group, x, y, z }: Command): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(x, y, z);
}

/** Dawn does not say which of many commands it refused: doing each alone tells. */
async function blame(
  gpu: GPUDevice,
  refused: GPUError,
  dispatches: readonly Dispatch[],
  act: (index: number) => void,
): Promise<Error> {
  for (const [i, dispatch] of dispatches.entries()) {
    gpu.pushErrorScope('validation');
    act(i);
    const own = await gpu.popErrorScope();
    if (own) return new Error(`the GPU refused kernel ${dispatch.kernel.name}: ${own.message}`);
  }
  return new Error(`the GPU refused a command: ${refused.message}`);
}

/** Where each output lies in the buffer that is read back, and that buffer's size; mapped ranges begin at multiples of 8. */
function stagedAt(outputs: readonly Slot[]): readonly number[] {
  const offsets = [0];
  for (const { elements } of outputs) offsets.push(Math.ceil((offsets.at(-1)! + elements * 4) / 16) * 16);
  return offsets;
}

/** A copy of mapped memory as f32. */
function numbers({ dtype }: Slot, mapped: ArrayBuffer): Float32Array {
  const data = mapped.slice(0);
  if (dtype === 'f32') return new Float32Array(data);
  return Float32Array.from(dtype === 'i64' ? new Int32Array(data) : new Uint32Array(data));
}

/** The device has not this much memory left. */
export class OutOfMemoryError extends Error {
  readonly bytes: number;
  constructor(bytes: number) {
    super(`the GPU has no ${bytes} bytes left`);
    this.name = 'OutOfMemoryError';
    this.bytes = bytes;
  }
}
