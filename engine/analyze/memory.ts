import type { Analysis, AnalyzedNode } from './analysis.ts';
import { argmaxBytes, outputBytes, tensorOwners } from './tensors.ts';
import { sourcesOf } from './wiring.ts';
import { ARENA, RUNTIME_BYTES, workspaceBytes } from './workspace.ts';

const FLOAT_BYTES = 4;

/** What trains: ONNX Runtime on the processor, or a GPU. */
export type MemoryDevice = 'cpu' | 'gpu';

export interface MemoryOptions {
  readonly batch: number;
  /** The processor, unless it is said. */
  readonly device?: MemoryDevice;
  /** Tensors that the optimizer keeps for each weight: 1 for SGD with momentum, 2 for Adam. */
  readonly momentsPerWeight: number;
}

/**
 * Bytes. A prediction of what a step must hold at once, most of all while backward runs. On a GPU: without kernels'
 * workspaces. On the processor: what training adds to the resident memory of the process: within a fifth of what was
 * measured of eleven templates at two batches (`test/analyze/memory.test.ts`); network_in_network takes a third more
 * than predicted with 64 images, since pieces of the arena do not fit.
 */
export interface TrainingMemory {
  /** Weights and running statistics; for a convolution with a folded norm also the weights that it computes with. */
  readonly weights: number;
  readonly gradients: number;
  readonly moments: number;
  /**
   * Weights and moments once more: on the processor a step reads one set and writes another
   * (`engine/backends/ort/state-buffers.ts`).
   */
  readonly second: number;
  /**
   * Tensors that backward needs, each once however many layers need it, the gradients beside them, and what the layer
   * at work computes with, where all together are most.
   */
  readonly kept: number;
  /** What does not depend on the design: the session, its library, compiled code. */
  readonly runtime: number;
  readonly total: number;
}

/**
 * What backward needs, as bytes of one image, in the order of `analysis.nodes`, by the node whose output or inner
 * tensor it is: each tensor once, however many layers need it. Auxiliary heads included.
 */
export const keptTensors = (analysis: Analysis, device: MemoryDevice = 'cpu'): Float64Array =>
  keptBytes(analysis, device).kept;

/** Also those of them that the step's last kernels read, after backward, and what follows from folded norms. */
function keptBytes(analysis: Analysis, device: MemoryDevice) {
  const { nodes, wiring } = analysis;
  const isGpu = device === 'gpu';
  const tensors = tensorOwners(analysis);
  const owners = isGpu ? joinedOwners(analysis, tensors) : tensors;
  const folded: ReadonlyMap<number, AnalyzedNode> = isGpu ? foldedNorms(analysis, tensors) : new Map();
  const sizes = Float64Array.from(nodes, outputBytes);
  const isKept = new Uint8Array(owners.length);
  const isHeld = new Uint8Array(owners.length);
  /**
   * Whose tensor an output follows from by a formula, so that it need not be kept itself: a norm's from its input. Else
   * its own.
   */
  const origins = owners.slice();
  const kept = new Float64Array(nodes.length);
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!;
    if (!node.training) continue;
    const index = wiring.order[at]!;
    const sources = sourcesOf(wiring, index);
    for (const what of node.cost?.keeps ?? []) {
      // On the processor a max pool's gradient finds the largest elements again, from input and output.
      if (what === 'output' || (what === 'argmax' && !isGpu)) isKept[owners[index]!] = 1;
      if (what === 'output') continue;
      if (what === 'mask' || what === 'inner') kept[at]! += sizes[at]!;
      else if (what === 'argmax' && isGpu) kept[at]! += argmaxBytes(node);
      else if (!folded.has(at)) for (const source of sources) if (source >= 0) isKept[owners[source]!] = 1;
      if (what === 'inner') origins[index] = -1;
    }
    const [source = -1] = sources;
    if (source >= 0 && node.cost?.view) origins[index] = origins[source]!;
    if (source >= 0 && node.node.kind === 'batchNorm' && !folded.has(at)) origins[index] = owners[source]!;
    // A skip's addition: metrics compare both by their norms.
    if (node.node.kind === 'add' && sources.length === 2)
      for (const read of sources) if (read >= 0 && origins[read]! >= 0) isHeld[origins[read]!] = 1;
  }
  const held = new Float64Array(nodes.length);
  for (let at = 0; at < nodes.length; at++) {
    const index = wiring.order[at]!;
    if (isHeld[index]) held[at] = sizes[at]!;
    if (isKept[index] || isHeld[index]) kept[at]! += sizes[at]!;
  }
  return { kept, held, folded, sizes };
}

/**
 * Bytes of one image that live at once, at most: when backward has come to a node, what is kept of those up to it, what
 * is held of those behind it, and the gradients of its output and of what it reads. Mostly that is when it begins;
 * where the first maps are far larger than all others, when it ends.
 */
function peakOfBackward(
  { nodes, wiring }: Analysis,
  { kept, held, sizes }: ReturnType<typeof keptBytes>,
  workspace: ((node: AnalyzedNode) => number) | null,
): number {
  /**
   * On the processor a bias's gradient is summed up at the end of the step: until then the gradient that it sums up is
   * held.
   */
  const summed = nodes.map((node, at) => (workspace && node.training && node.weights['bias'] ? sizes[at]! : 0));
  const sumOf = (bytes: Iterable<number>): number => [...bytes].reduce((sum, some) => sum + some, 0);
  let live = sumOf(held) + sumOf(summed);
  let peak = 0;
  const positions = new Int32Array(nodes.length);
  for (let at = 0; at < nodes.length; at++) positions[wiring.order[at]!] = at;
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!;
    live += kept[at]! - held[at]! - summed[at]!;
    if (!node.training || node.node.kind === 'input') continue;
    if (node.cost?.view) continue;
    let gradients = sizes[at]!;
    for (const source of sourcesOf(wiring, wiring.order[at]!)) {
      const read = source >= 0 ? positions[source]! : at;
      if (nodes[read]!.node.kind !== 'input') gradients += sizes[read]!;
    }
    peak = Math.max(peak, live + gradients + (workspace?.(node) ?? 0));
  }
  return peak;
}

/**
 * Whose tensor each node's output lies in: a concat's inputs are computed where they are joined
 * (`engine/backends/webgpu/lower/homes.ts`), not there and alone.
 */
function joinedOwners({ nodes, wiring }: Analysis, owners: Int32Array): Int32Array {
  const homes = Int32Array.from(owners.keys());
  // Outer concats come first.
  for (let at = nodes.length - 1; at >= 0; at--) {
    const index = wiring.order[at]!;
    if (nodes[at]!.node.kind !== 'concat') continue;
    for (const source of sourcesOf(wiring, index)) {
      const owner = source >= 0 ? owners[source]! : -1;
      if (owner >= 0 && wiring.layers[owner]?.kind !== 'input' && homes[owner] === owner) homes[owner] = homes[index]!;
    }
  }
  return owners.map((owner) => homes[owner]!);
}

/**
 * Frozen norms of a convolution's output that nothing else reads, each with the convolution: they are computed as one
 * convolution by weights that are made of both's (`engine/backends/webgpu/fuse/frozen-norms.ts`), forward and backward,
 * so that neither that output nor its gradient exists. By position in `analysis.nodes`.
 */
function foldedNorms({ nodes, wiring }: Analysis, owners: Int32Array): ReadonlyMap<number, AnalyzedNode> {
  const frozen = [...nodes.keys()].filter((at) => nodes[at]!.training && nodes[at]!.cost?.keeps.includes('unfolded'));
  if (frozen.length === 0) return new Map();
  const readers = new Int32Array(owners.length);
  const nodeOf = new Map<number, AnalyzedNode>();
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!;
    if (!node.training) continue;
    if (node.node.kind === 'conv2d') nodeOf.set(wiring.order[at]!, node);
    for (const source of sourcesOf(wiring, wiring.order[at]!)) if (source >= 0) readers[owners[source]!]! += 1;
  }
  return new Map(
    frozen.flatMap((at) => {
      const [source = -1] = sourcesOf(wiring, wiring.order[at]!);
      const convolution = nodeOf.get(source);
      return convolution && readers[source] === 1 ? [[at, convolution]] : [];
    }),
  );
}

const weightsOf = ({ weights }: AnalyzedNode): number =>
  Object.values(weights).reduce((sum, { dims }) => sum + dims.reduce((n, d) => n * d, 1), 0);

/**
 * Weights and running statistics, as numbers, of the layers that vanish at inference: auxiliary heads and what only
 * leads to them.
 */
export const vanishingWeights = ({ nodes }: Analysis): number =>
  nodes.reduce((sum, node) => (node.training && !node.inference ? sum + weightsOf(node) : sum), 0);

/** Memory of a training step, auxiliary heads included. */
export function trainingMemory(
  analysis: Analysis,
  { batch, momentsPerWeight, device = 'cpu' }: MemoryOptions,
): TrainingMemory {
  let weights = 0;
  let trained = 0;
  for (const node of analysis.nodes) {
    if (!node.training) continue;
    trained += node.parameters;
    weights += weightsOf(node);
  }
  const tensors = keptBytes(analysis, device);
  for (const convolution of tensors.folded.values()) weights += weightsOf(convolution);
  const isGpu = device === 'gpu';
  const kept = peakOfBackward(analysis, tensors, isGpu ? null : (node) => workspaceBytes(node, batch));
  const moments = trained * momentsPerWeight;
  const parts = {
    weights: FLOAT_BYTES * weights,
    gradients: FLOAT_BYTES * trained,
    moments: FLOAT_BYTES * moments,
    second: isGpu ? 0 : FLOAT_BYTES * (weights + moments),
    kept: Math.round(batch * kept * (isGpu ? 1 : ARENA)),
    runtime: isGpu ? 0 : RUNTIME_BYTES,
  };
  return { ...parts, total: Object.values(parts).reduce((sum, bytes) => sum + bytes, 0) };
}

export interface InferencePeak {
  /** Weights and running statistics. */
  readonly weights: number;
  /** Most bytes of activations that live at one time. */
  readonly activations: number;
  /** Where that is: the node that is being computed. */
  readonly at: string;
}

/**
 * Activations by liveness: a tensor lives from the node that makes it to the last one that reads it; a node's inputs
 * and output live together, since none is computed in place.
 */
export function inferencePeak(analysis: Analysis, batch = 1): InferencePeak {
  const { nodes, wiring } = analysis;
  const owners = tensorOwners(analysis);
  const bytesOf = new Float64Array(owners.length);
  const lastRead = new Int32Array(owners.length).fill(-1);
  const readAt = (at: number): ReadonlySet<number> =>
    new Set([...sourcesOf(wiring, wiring.order[at]!)].flatMap((source) => (source < 0 ? [] : [owners[source]!])));
  for (let at = 0; at < nodes.length; at++) {
    bytesOf[wiring.order[at]!] = batch * outputBytes(nodes[at]!);
    if (nodes[at]!.inference) for (const tensor of readAt(at)) lastRead[tensor] = at;
  }
  let live = 0;
  let weights = 0;
  let peak = { activations: 0, at: '' };
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!;
    if (!node.inference) continue;
    const index = wiring.order[at]!;
    weights += weightsOf(node);
    if (owners[index] === index) live += bytesOf[index]!;
    if (live > peak.activations) peak = { activations: live, at: node.node.path };
    for (const tensor of readAt(at)) if (lastRead[tensor] === at) live -= bytesOf[tensor]!;
  }
  return { weights: FLOAT_BYTES * weights, ...peak };
}
