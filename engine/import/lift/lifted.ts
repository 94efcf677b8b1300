import type { ParamValue } from '../../base/diagnostics.ts';
import type { Lengths } from './axes.ts';

/** What a constant does to a tensor: one number, or one a channel. */
export type Step = { readonly scale: Float64Array } | { readonly shift: Float64Array };

/** A layer of the design that is being made, with its weights. */
export interface LiftedLayer {
  /** Of the design's nodes, in the order in which they came. */
  readonly number: number;
  readonly kind: string;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly inputs: readonly LiftedLayer[];
  /** By the layer's own names: weight, bias, gamma …, row-major. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** [N, C, H, W], or [N, features]. */
  readonly form: 'map' | 'vector';
  readonly lengths: Lengths;
  /** The node that it stands for. */
  readonly from: string;
  /** The name of a weight in the file that says what the layer is called: `layer1.0.conv1.weight`. */
  readonly called: string;
}
