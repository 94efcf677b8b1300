import type { OpDef } from '../ir/op.ts';
import { count } from './shape/tensor.ts';

export interface FillAttrs {
  readonly dims: readonly number[];
  readonly value: number;
}

/** One number everywhere, f32. */
export const fill: OpDef<FillAttrs> = {
  kind: 'fill',
  infer: ({ dims }) => [{ dtype: 'f32', dims }],
  reference: ({ dims, value }) => [{ dims, data: new Float64Array(count(dims)).fill(value) }],
  gradient: 'none',
};
