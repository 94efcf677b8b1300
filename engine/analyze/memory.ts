import type { Analysis, AnalyzedNode } from './analysis.ts';
import { outputBytes, sourcePaths, tensorOwners } from './tensors.ts';

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
 * What backward needs, as bytes of one image by the node whose output or inner tensor it is: each tensor once, however many layers
 * need it. Auxiliary heads included.
 */
export function keptTensors(analysis: Analysis): ReadonlyMap<AnalyzedNode, number> {
  const owners = tensorOwners(analysis);
  const outputs = new Set<AnalyzedNode>();
  const kept = new Map<AnalyzedNode, number>();
  const keep = (node: AnalyzedNode): void => {
    kept.set(node, (kept.get(node) ?? 0) + outputBytes(node));
  };
  for (const node of analysis.nodes) {
    if (!node.training) continue;
    for (const what of node.cost?.keeps ?? []) {
      if (what === 'output') outputs.add(owners.get(node)!);
      else if (what === 'input') for (const path of sourcePaths(node)) keepSource(analysis, owners, outputs, path);
      else keep(node);
    }
  }
  for (const node of outputs) keep(node);
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
  let kept = 0;
  for (const bytes of keptTensors(analysis).values()) kept += bytes;
  const parts = {
    weights: FLOAT_BYTES * weights,
    gradients: FLOAT_BYTES * trained,
    moments: FLOAT_BYTES * trained * momentsPerWeight,
    kept: batch * kept,
  };
  return { ...parts, total: parts.weights + parts.gradients + parts.moments + parts.kept };
}

function keepSource(
  { byPath }: Analysis,
  owners: ReadonlyMap<AnalyzedNode, AnalyzedNode>,
  kept: Set<AnalyzedNode>,
  path: string,
): void {
  const source = byPath.get(path);
  const owner = source && owners.get(source);
  if (owner) kept.add(owner);
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
  const owners = tensorOwners(analysis);
  const nodes = analysis.nodes.filter((node) => node.inference);
  const lastRead = new Map<AnalyzedNode, number>();
  const readBy = nodes.map((node) => {
    const sources = sourcePaths(node).flatMap((path) => analysis.byPath.get(path) ?? []);
    return [...new Set(sources.map((source) => owners.get(source)!))];
  });
  for (const [i, tensors] of readBy.entries()) for (const tensor of tensors) lastRead.set(tensor, i);
  let live = 0;
  let weights = 0;
  let peak = { activations: 0, at: '' };
  for (const [i, node] of nodes.entries()) {
    for (const { dims } of Object.values(node.weights)) weights += dims.reduce((n, d) => n * d, 1);
    if (owners.get(node) === node) live += batch * outputBytes(node);
    if (live > peak.activations) peak = { activations: live, at: node.node.path };
    for (const tensor of readBy[i]!) if (lastRead.get(tensor) === i) live -= batch * outputBytes(tensor);
  }
  return { weights: FLOAT_BYTES * weights, ...peak };
}
