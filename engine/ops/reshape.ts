import type { OpDef, Tensor64 } from '../ir/op.ts';
import type { Dim } from '../ir/types.ts';
import { elements } from '../ir/types.ts';
import { reshaped } from './compose.ts';
import { illTyped } from './shape/expect.ts';

export interface ReshapeAttrs {
  /** `N`, at most once, stands for the batch: whatever the other dims leave over. */
  readonly dims: readonly Dim[];
}

const isBatch = (d: Dim): boolean => d === 'N';

/** The same elements in the same order under other dims; any dtype. */
export const reshape: OpDef<ReshapeAttrs> = {
  kind: 'reshape',
  infer({ dims }, inputs) {
    const [x] = inputs;
    if (inputs.length !== 1 || !x) illTyped('reshape', 'wants one input', inputs);
    const batch = x.dims.some(isBatch) ? 'N' : elements(x) / elements({ dtype: x.dtype, dims });
    const out = { dtype: x.dtype, dims: dims.map((d) => (d === 'N' ? batch : d)) };
    const alike = out.dims.filter(isBatch).length === x.dims.filter(isBatch).length && elements(x) === elements(out);
    if (!alike || !(batch === 'N' || Number.isInteger(batch)))
      illTyped('reshape', `does not fill [${dims.join(',')}]`, inputs);
    return [out];
  },
  reference({ dims }, [x]: readonly [Tensor64]) {
    const batch = x.data.length / elements({ dtype: 'f32', dims });
    return [{ dims: dims.map((d) => (d === 'N' ? batch : d)), data: x.data }];
  },
  gradient: (b, { inputs }, [dy]) => [reshaped(b, dy!, inputs[0]!.type.dims)],
};
