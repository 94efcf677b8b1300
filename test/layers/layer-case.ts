import type { LayerKind } from '../../engine/layers/index.ts';
import type { RawParams } from '../../engine/layers/layer.ts';

/** One accepted layer with what it comes to, worked out by hand. Shapes are H × W × C or [features]. */
export interface LayerCase {
  readonly name: string;
  readonly kind: LayerKind;
  readonly params?: RawParams;
  readonly inputs: readonly (readonly number[])[];
  readonly output: readonly number[];
  /** Trained parameters; cases without are about the shape alone. */
  readonly parameters?: number;
  /** Factors of each product; none where absent. */
  readonly products?: readonly (readonly number[])[];
  readonly biasAdds?: number;
  readonly normalized?: number;
}
