import type { Elementwise, Tensor64 } from '../ir/op.ts';
import type { NoAttrs } from './elementwise.ts';
import { typed } from './shape/expect.ts';

/** Neither infinite nor NaN, as bool. */
export const isFinite: Elementwise<NoAttrs> = {
  kind: 'isFinite',
  elementwise: true,
  infer: (_, inputs) => [{ dtype: 'bool', dims: typed('isFinite', inputs, 'f32')[0].dims }],
  reference: (_, [x]: readonly [Tensor64]) => [{ dims: x.dims, data: x.data.map((v) => (Number.isFinite(v) ? 1 : 0)) }],
  gradient: 'none',
};
