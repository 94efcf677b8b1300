import type { Fix, Problem, Scalar } from '../base/diagnostics.ts';
import type { Network, NetworkNode } from '../design/network.ts';
import type { TensorType } from '../ir/types.ts';
import type { Cost, LayerDef, ParamSchema, Params, Site, WeightSpec } from '../layers/layer.ts';
import type { Reach } from './reach.ts';
import type { Wiring } from './wiring.ts';

/**
 * What is known of one node of a network. `type` is null where a problem here or upstream leaves it unknown; a node
 * with a problem of its own has no `cost`, and its `type` is what it will be once mended (`LayerDef.assume`).
 */
export interface AnalyzedNode {
  readonly node: NetworkNode;
  /** Null for an unknown kind. */
  readonly layer: LayerDef | null;
  readonly params: Params<ParamSchema> | null;
  readonly site: Site<ParamSchema, string> | null;
  readonly type: TensorType | null;
  readonly weights: Readonly<Record<string, WeightSpec>>;
  readonly cost: Cost | null;
  /** Trained parameters (running statistics are not counted). */
  readonly parameters: number;
  readonly multiplies: number;
  readonly receptiveField: ReceptiveField | 'whole' | null;
  /** False for auxiliary heads, what only leads to them, and dead branches. */
  readonly inference: boolean;
  /** False for dead branches: what leads to no head, where there is one. */
  readonly training: boolean;
}

/**
 * What a layer, or all that is in a block, is needed for: `training` is an auxiliary head and what only leads to it,
 * `nothing` a dead branch.
 */
export type Use = 'inference' | 'training' | 'nothing';

export const useOf = ({ inference, training }: Pick<AnalyzedNode, 'inference' | 'training'>): Use =>
  inference ? 'inference' : training ? 'training' : 'nothing';

/** Rows and columns of the image that one output sees. Null where unknown. */
export interface ReceptiveField {
  /**
   * Branches of different jumps have met: outputs see fields of different sizes, of which this is the largest, and
   * `jump` the largest of theirs.
   */
  readonly isMixed?: true;
  /** Clipped to the image. */
  readonly size: readonly [rows: number, columns: number];
  /** Pixels between neighbouring outputs. */
  readonly jump: readonly [rows: number, columns: number];
  /** First pixel that output (0, 0) sees; negative where that lies in the padding. */
  readonly start: readonly [rows: number, columns: number];
}

export interface Totals {
  readonly params: number;
  readonly multiplies: number;
  /** Bytes of all outputs at batch 1, f32. */
  readonly activationBytes: number;
}

/** Something that would make the design better, with its numbers; `describeAdvice` gives the text. */
export interface Advice {
  readonly code: 'bottleneck' | 'poolDominatesConcat' | 'needsProjection';
  readonly node: string;
  readonly values: Readonly<Record<string, Scalar>>;
  readonly fixes: readonly Fix[];
}

/** Shapes, costs and problems of a network. Inference never stops at an error: what can be known downstream is here. */
export interface Analysis {
  readonly network: Network;
  readonly wiring: Wiring;
  readonly reach: Reach;
  /** Mistakes of the graph as such. */
  readonly structure: readonly Problem[];
  /** Sources before sinks wherever there is no cycle. */
  readonly nodes: readonly AnalyzedNode[];
  readonly byPath: ReadonlyMap<string, AnalyzedNode>;
  /** The inference network: auxiliary heads left out. */
  readonly totals: Totals;
  /** With auxiliary heads. */
  readonly training: Totals;
  /** With those of `structure`. */
  readonly problems: readonly Problem[];
}
