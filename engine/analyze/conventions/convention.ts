import { elements } from '../../ir/types.ts';
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
