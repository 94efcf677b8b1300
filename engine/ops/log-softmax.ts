import type { OpDef, Tensor64 } from '../ir/op.ts';
import type { NoAttrs } from './elementwise.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';
import { reduceSum } from './reduce-sum.ts';
import { typed } from './shape/expect.ts';
import { logSoftmaxRows } from './shape/rows.ts';
import { sub } from './sub.ts';

/** x − ln Σ e^x along the last axis; dx = dy − e^y · Σ dy. */
export const logSoftmax: OpDef<NoAttrs> = {
  kind: 'logSoftmax',
  infer: (_, inputs) => [typed('logSoftmax', inputs, 'f32')[0]],
  reference: (_, [x]: readonly [Tensor64]) => [{ dims: x.dims, data: logSoftmaxRows(x) }],
  gradient(b, { outputs }, [dy]) {
    const y = outputs[0]!;
    const sum = b.one(reduceSum, { axes: [y.type.dims.length - 1], keepDims: true }, dy!);
    return [b.one(sub, {}, dy!, b.one(mul, {}, b.one(exp, {}, y), sum))];
  },
};
