import type { OpDef, Tensor64 } from '../ir/op.ts';
import { illTyped } from './shape/expect.ts';
import { offsets, stridesOf } from './shape/tensor.ts';

export interface TransposeAttrs {
  /** Axis i of the output is axis perm[i] of the input. */
  readonly perm: readonly number[];
}

/** Axes in another order; any dtype. */
export const transpose: OpDef<TransposeAttrs> = {
  kind: 'transpose',
  infer({ perm }, inputs) {
    const [x] = inputs;
    if (inputs.length !== 1 || !x || perm.length !== x.dims.length || x.dims.some((_, axis) => !perm.includes(axis)))
      illTyped('transpose', `[${perm}] does not permute the axes`, inputs);
    return [{ dtype: x.dtype, dims: perm.map((axis) => x.dims[axis]!) }];
  },
  reference({ perm }, [x]: readonly [Tensor64]) {
    const strides = stridesOf(x.dims);
    const dims = perm.map((axis) => x.dims[axis]!);
    const walk = offsets(
      dims,
      perm.map((axis) => strides[axis]!),
    );
    return [{ dims, data: Float64Array.from(walk, (at) => x.data[at]!) }];
  },
  gradient: (b, { attrs }, [dy]) => [
    b.one(transpose, { perm: attrs.perm.map((_, axis) => attrs.perm.indexOf(axis)) }, dy!),
  ],
};
