import type { OpDef } from '../ir/op.ts';
import type { DType } from '../ir/types.ts';
import { count } from './shape/tensor.ts';

export interface ConstantAttrs {
  readonly dtype: DType;
  readonly dims: readonly number[];
  /** Row-major. */
  readonly data: readonly number[];
}

/** Given numbers. */
export const constant: OpDef<ConstantAttrs> = {
  kind: 'constant',
  infer({ dtype, dims, data }) {
    if (data.length !== count(dims)) throw new Error(`constant: ${data.length} numbers do not fill [${dims}]`);
    return [{ dtype, dims }];
  },
  reference: ({ dims, data }) => [{ dims, data: Float64Array.from(data) }],
  gradient: 'none',
};
