import type { Problem, Scalar } from '../base/diagnostics.ts';
import type { Network, NetworkNode } from '../design/network.ts';
import type { TensorType } from '../ir/types.ts';
import type { Cost, LayerDef, ParamSchema, Params, Site, WeightSpec } from '../layers/layer.ts';

/** What is known of one node of a network. `type` is null where a problem here or upstream leaves it unknown. */
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
  /** Rows, columns of the input image that one output sees; clipped to the image. Null where unknown or not spatial. */
  readonly receptiveField: { readonly size: readonly [number, number]; readonly jump: readonly [number, number] } | 'whole' | null;
  /** False for auxiliary heads and what only leads to them. */
  readonly inference: boolean;
}

export interface Totals {
  readonly params: number;
  readonly multiplies: number;
  /** Bytes of all outputs at batch 1, f32. */
  readonly activationBytes: number;
}

export interface Advice {
  readonly code: 'bottleneck' | 'poolDominatesConcat' | 'needsProjection';
  readonly node: string;
  readonly values: Readonly<Record<string, Scalar>>;
}

/** Shapes, costs and problems of a network. Inference never stops at an error: what can be known downstream is here. */
export interface Analysis {
  readonly network: Network;
  readonly nodes: readonly AnalyzedNode[];
  readonly byPath: ReadonlyMap<string, AnalyzedNode>;
  /** The inference network: auxiliary heads left out. */
  readonly totals: Totals;
  /** With auxiliary heads. */
  readonly training: Totals;
  readonly problems: readonly Problem[];
}
