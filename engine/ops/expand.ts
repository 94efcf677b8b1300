import type { OpDef, Tensor64 } from '../ir/op.ts';
import type { Dim } from '../ir/types.ts';
import { sameDims } from '../ir/types.ts';
import { sumTo } from './compose.ts';
import { broadcastDims, stretchedStrides } from './shape/broadcast.ts';
import { illTyped, typed } from './shape/expect.ts';
import { offsets } from './shape/tensor.ts';

export interface ExpandAttrs {
  /** `N` stands for whatever the input has there. */
  readonly dims: readonly Dim[];
}

const resolved = <D extends Dim>(dims: readonly Dim[], x: readonly D[]): readonly (D | number)[] =>
  dims.map((d, axis) => (d === 'N' ? x[axis - dims.length + x.length]! : d));

/** Stretches to `dims` by numpy's rule. */
export const expand: OpDef<ExpandAttrs> = {
  kind: 'expand',
  infer(attrs, inputs) {
    const [x] = typed('expand', inputs, 'f32');
    const dims = resolved(attrs.dims, x.dims);
    if (!sameDims(broadcastDims('expand', x.dims, dims), dims))
      illTyped('expand', `does not stretch to [${dims.join(',')}]`, inputs);
    return [{ dtype: 'f32', dims }];
  },
  reference(attrs, [x]: readonly [Tensor64]) {
    const dims = resolved(attrs.dims, x.dims);
    return [{ dims, data: Float64Array.from(offsets(dims, stretchedStrides(x.dims, dims)), (at) => x.data[at]!) }];
  },
  gradient: (b, { inputs }, [dy]) => [sumTo(b, dy!, inputs[0]!.type.dims)],
};
