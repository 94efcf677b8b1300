import type { OpDef, Tensor64 } from '../ir/op.ts';
import type { Dim } from '../ir/types.ts';
import { sameDims } from '../ir/types.ts';
import { sumTo } from './compose.ts';
import { broadcastDims, stretchedStrides } from './shape/broadcast.ts';
import { illTyped, typed } from './shape/expect.ts';
import { offsets } from './shape/tensor.ts';

export interface ExpandAttrs {
  /** `N` only where the input has it too. */
  readonly dims: readonly Dim[];
}

/** Stretches to `dims` by numpy's rule. */
export const expand: OpDef<ExpandAttrs> = {
  kind: 'expand',
  infer({ dims }, inputs) {
    const [x] = typed('expand', inputs, 'f32');
    const aligned = (axis: number): Dim | undefined => x.dims[axis - dims.length + x.dims.length];
    if (
      !sameDims(broadcastDims('expand', x.dims, dims), dims) ||
      dims.some((d, axis) => d === 'N' && aligned(axis) !== 'N')
    )
      illTyped('expand', `does not stretch to [${dims.join(',')}]`, inputs);
    return [{ dtype: 'f32', dims }];
  },
  reference({ dims }, [x]: readonly [Tensor64]) {
    const to = dims.map((d, axis) => (d === 'N' ? x.dims[axis - dims.length + x.dims.length]! : d));
    return [{ dims: to, data: Float64Array.from(offsets(to, stretchedStrides(x.dims, to)), (at) => x.data[at]!) }];
  },
  gradient: (b, { inputs }, [dy]) => [sumTo(b, dy!, inputs[0]!.type.dims)],
};
