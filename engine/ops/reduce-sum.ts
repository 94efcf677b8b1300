import type { OpDef, Tensor64 } from '../ir/op.ts';
import { reshaped } from './compose.ts';
import { expand } from './expand.ts';
import type { ReduceAttrs } from './shape/reduce.ts';
import { keptDims, reducedType, sumOver } from './shape/reduce.ts';

export type ReduceSumAttrs = ReduceAttrs;

/** Σ x over the axes. */
export const reduceSum: OpDef<ReduceSumAttrs> = {
  kind: 'reduceSum',
  infer: (attrs, inputs) => [reducedType('reduceSum', attrs, inputs)],
  reference: (attrs, [x]: readonly [Tensor64]) => [sumOver(attrs, x)],
  gradient(b, { inputs, attrs }, [dy]) {
    const { dims } = inputs[0]!.type;
    return [b.one(expand, { dims }, reshaped(b, dy!, keptDims(dims, attrs.axes)))];
  },
};
