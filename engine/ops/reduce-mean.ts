import type { OpDef, Tensor64 } from '../ir/op.ts';
import { reshaped, scale } from './compose.ts';
import { expand } from './expand.ts';
import { known } from './shape/expect.ts';
import type { ReduceAttrs } from './shape/reduce.ts';
import { keptDims, reducedType, sumOver } from './shape/reduce.ts';

export type ReduceMeanAttrs = ReduceAttrs;

/** Mean of x over the axes. Its gradient needs their sizes: none of them may be `N`. */
export const reduceMean: OpDef<ReduceMeanAttrs> = {
  kind: 'reduceMean',
  infer: (attrs, inputs) => [reducedType('reduceMean', attrs, inputs)],
  reference(attrs, [x]: readonly [Tensor64]) {
    const sum = sumOver(attrs, x);
    const share = sum.data.length / x.data.length;
    return [{ dims: sum.dims, data: sum.data.map((v) => v * share) }];
  },
  gradient(b, { inputs, attrs }, [dy]) {
    const { dims } = inputs[0]!.type;
    const averaged = attrs.axes.reduce((n, axis) => n * known('reduceMean', dims[axis]), 1);
    return [b.one(expand, { dims }, reshaped(b, scale(b, dy!, 1 / averaged), keptDims(dims, attrs.axes)))];
  },
};
