import { elements } from '../../ir/types.ts';
import { mapOf } from '../../layers/feature-map.ts';
import type { AnalyzedNode } from '../analysis.ts';

/** How one tool counts: what it makes of a node's costs. Nodes whose cost is unknown count nothing. */
export interface Convention {
  readonly title: string;
  /** What is counted and what is left out, in one sentence. */
  readonly help: string;
  /**
   * Of one pass over `batch` images. fvcore, thop and torchinfo count all of them, the others one image whatever the
   * batch.
   */
  readonly count: (node: AnalyzedNode, batch: number) => number;
}

/** Numbers that come out of a node, for one image. */
export function outputElements({ type }: AnalyzedNode): number {
  return type ? elements(type) : 0;
}

/** Numbers that go into a node, for one image. */
export function inputElements({ site }: AnalyzedNode): number {
  return Object.values(site?.inputs ?? {}).reduce((sum, types) => sum + types.reduce((n, t) => n + elements(t), 0), 0);
}

/**
 * Multiplications of tools that take every convolution's kernel once for each position of its output, a transposed
 * one's too, whose kernel in truth meets each position of its input.
 */
export function multipliesAtOutputs({ node, multiplies, type, site }: AnalyzedNode): number {
  const [from, to] = [Object.values(site?.inputs ?? {})[0]?.[0], type].map((t) => t && mapOf(t)?.size);
  if (node.kind !== 'convTranspose2d' || !from || !to) return multiplies;
  return (multiplies / (from[0] * from[1])) * to[0] * to[1];
}
