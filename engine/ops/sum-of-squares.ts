import type { OpDef, Tensor64 } from '../ir/op.ts';
import { scale } from './compose.ts';
import type { NoAttrs } from './elementwise.ts';
import { mul } from './mul.ts';
import { typed } from './shape/expect.ts';
import { scalar64 } from './shape/tensor.ts';

/** Σ x² over all elements, a scalar: squared norms of weights, gradients and updates. */
export const sumOfSquares: OpDef<NoAttrs> = {
  kind: 'sumOfSquares',
  total: true,
  infer(_, inputs) {
    typed('sumOfSquares', inputs, 'f32');
    return [{ dtype: 'f32', dims: [] }];
  },
  reference: (_, [x]: readonly [Tensor64]) => [scalar64(x.data.reduce((sum, v) => sum + v * v, 0))],
  gradient: (b, { inputs }, [dy]) => [b.one(mul, {}, inputs[0]!, scale(b, dy!, 2))],
};
