import { mapMode, usage } from './flags.ts';

const THREADS = 256;

/** Each thread of a workgroup says which lane of its subgroup it is, and which thread is the first there. */
const code = `enable subgroups;
@group(0) @binding(0) var<storage, read_write> found: array<vec2<u32>>;

@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) thread: u32, @builtin(subgroup_invocation_id) lane: u32) {
  found[thread] = vec2<u32>(lane, subgroupBroadcastFirst(thread));
}
`;

/** Where a thread of a workgroup is: its lane, and the first thread of its subgroup. */
export type Lane = readonly [lane: number, first: number];

/**
 * The most neighbouring threads that can hand numbers to each other in any kernel (`Target.lanes`). WebGPU says how small subgroups may be, but not which threads are in
 * one: that is asked of the device.
 */
export async function lanesOf(gpu: GPUDevice, { info }: GPUAdapter): Promise<number> {
  if (!gpu.features.has('subgroups')) return 1;
  const module = gpu.createShaderModule({ label: 'lanes', code });
  const pipeline = await gpu
    .createComputePipelineAsync({ label: 'lanes', layout: 'auto', compute: { module } })
    .catch(() => null);
  // A driver that cannot compile this needs kernels without subgroups.
  if (!pipeline) return 1;
  const size = THREADS * 8;
  const found = gpu.createBuffer({ size, usage: usage.STORAGE | usage.COPY_SRC });
  const readable = gpu.createBuffer({ size, usage: usage.MAP_READ | usage.COPY_DST });
  const encoder = gpu.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  const entries = [{ binding: 0, resource: { buffer: found } }];
  pass.setBindGroup(0, gpu.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(found, 0, readable, 0, size);
  gpu.queue.submit([encoder.finish()]);
  await readable.mapAsync(mapMode.READ);
  const numbers = new Uint32Array(readable.getMappedRange().slice(0));
  for (const buffer of [found, readable]) buffer.destroy();
  const lanes = Array.from({ length: THREADS }, (_, i): Lane => [numbers[2 * i]!, numbers[2 * i + 1]!]);
  return neighbours(lanes, info.subgroupMinSize);
}

/** The greatest power of two, at most `least`, in whose multiples threads follow each other as lanes of one subgroup do. */
export function neighbours(threads: readonly Lane[], least: number): number {
  const together = (n: number): boolean =>
    threads.every(([lane, first], thread) => {
      const [begin, same] = threads[thread - (thread % n)]!;
      return begin % n === 0 && lane === begin + (thread % n) && first === same;
    });
  for (let n = 2 ** Math.floor(Math.log2(Math.max(least, 1))); n > 1; n /= 2) if (together(n)) return n;
  return 1;
}
