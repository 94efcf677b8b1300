import type { Analysis } from './analysis.ts';
import { outputBytes, tensorOwners } from './tensors.ts';
import { sourcesOf } from './wiring.ts';

const FLOAT_BYTES = 4;

export interface MemoryOptions {
  readonly batch: number;
  /** Tensors that the optimizer keeps for each weight: 1 for SGD with momentum, 2 for Adam. */
  readonly momentsPerWeight: number;
}

/** Bytes. A prediction: what a step must hold at the end of its forward pass, without the allocator's slack and kernels' workspaces. */
export interface TrainingMemory {
  /** Weights and running statistics. */
  readonly weights: number;
  readonly gradients: number;
  readonly moments: number;
  /** Tensors that backward needs, each once however many layers need it. */
  readonly kept: number;
  readonly total: number;
}

/**
 * What backward needs, as bytes of one image, in the order of `analysis.nodes`, by the node whose output or inner tensor it is: each tensor once, however
 * many layers need it. Auxiliary heads included.
 */
export function keptTensors(analysis: Analysis): Float64Array {
  const { nodes, wiring } = analysis;
  const owners = tensorOwners(analysis);
  const isKept = new Uint8Array(owners.length);
  const kept = new Float64Array(nodes.length);
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!;
    if (!node.training) continue;
    const index = wiring.order[at]!;
    for (const what of node.cost?.keeps ?? []) {
      if (what === 'output') isKept[owners[index]!] = 1;
      else if (what === 'input') {
        for (const source of sourcesOf(wiring, index)) if (source >= 0) isKept[owners[source]!] = 1;
      } else kept[at]! += outputBytes(node);
    }
  }
  for (let at = 0; at < nodes.length; at++) if (isKept[wiring.order[at]!]) kept[at]! += outputBytes(nodes[at]!);
  return kept;
}

/** Memory of a training step, auxiliary heads included. */
export function trainingMemory(analysis: Analysis, { batch, momentsPerWeight }: MemoryOptions): TrainingMemory {
  let weights = 0;
  let trained = 0;
  for (const node of analysis.nodes) {
    if (!node.training) continue;
    trained += node.parameters;
    for (const name in node.weights) weights += node.weights[name]!.dims.reduce((n, d) => n * d, 1);
  }
  const kept = keptTensors(analysis).reduce((sum, bytes) => sum + bytes, 0);
  const parts = {
    weights: FLOAT_BYTES * weights,
    gradients: FLOAT_BYTES * trained,
    moments: FLOAT_BYTES * trained * momentsPerWeight,
    kept: batch * kept,
  };
  return { ...parts, total: parts.weights + parts.gradients + parts.moments + parts.kept };
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
 * Activations by liveness: a tensor lives from the node that makes it to the last one that reads it; a node's inputs and output live together, since none is
 * computed in place.
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
    for (const { dims } of Object.values(node.weights)) weights += dims.reduce((n, d) => n * d, 1);
    if (owners[index] === index) live += bytesOf[index]!;
    if (live > peak.activations) peak = { activations: live, at: node.node.path };
    for (const tensor of readAt(at)) if (lastRead[tensor] === at) live -= bytesOf[tensor]!;
  }
  return { weights: FLOAT_BYTES * weights, ...peak };
}
