import type { Pads } from '../../layers/padding.ts';
import type { Constant } from '../foreign.ts';
import type { Axes } from './axes.ts';
import type { Cut } from './cut.ts';
import type { LiftedLayer } from './lifted.ts';

/** What is known of an ONNX tensor: its numbers, or which layer computes them. */
export type Fact = ConstantFact | Computed | Cut;

export interface ConstantFact {
  readonly is: 'constant';
  readonly constant: Constant;
}

export interface Computed {
  readonly is: 'computed';
  readonly layer: LiftedLayer;
  readonly axes: Axes;
  /** Of a vector whose numbers the file has in another order: where each of the file's stands in the layer's. */
  readonly order: Int32Array | null;
  /** Zeros around the rows and columns that the next layer is to take as its padding. */
  readonly pads: Pads | null;
  /** They are no zeros but the lowest numbers there are, which a max pool does not see. */
  readonly lowest?: boolean;
}
