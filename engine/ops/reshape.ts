import type { OpDef, Tensor64 } from '../ir/op.ts';
import type { Dim } from '../ir/types.ts';
import { elements } from '../ir/types.ts';
import { reshaped } from './compose.ts';
import { illTyped } from './shape/expect.ts';

export interface ReshapeAttrs {
  /** `N` at most once, and only where the input has it too. */
  readonly dims: readonly Dim[];
}

const symbols = (dims: readonly Dim[]): number => dims.filter((d) => d === 'N').length;

/** The same elements in the same order under other dims; any dtype. */
export const reshape: OpDef<ReshapeAttrs> = {
  kind: 'reshape',
  infer({ dims }, inputs) {
    const [x] = inputs;
    if (inputs.length !== 1 || !x) illTyped('reshape', 'wants one input', inputs);
    const out = { dtype: x.dtype, dims };
    if (symbols(dims) > 1 || symbols(dims) !== symbols(x.dims) || elements(x) !== elements(out))
      illTyped('reshape', `does not fill [${dims.join(',')}]`, inputs);
    return [out];
  },
  reference({ dims }, [x]: readonly [Tensor64]) {
    const batch = x.data.length / elements({ dtype: 'f32', dims });
    return [{ dims: dims.map((d) => (d === 'N' ? batch : d)), data: x.data }];
  },
  gradient: (b, { inputs }, [dy]) => [reshaped(b, dy!, inputs[0]!.type.dims)],
};
