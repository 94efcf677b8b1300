import type { OpDef, Tensor64 } from '../ir/op.ts';
import type { NoAttrs } from './elementwise.ts';
import { mul } from './mul.ts';
import { reduceSum } from './reduce-sum.ts';
import { typed } from './shape/expect.ts';
import { logSoftmaxRows } from './shape/rows.ts';
import { sub } from './sub.ts';

/** e^x over its sum along the last axis; dx = y · (dy − Σ dy · y). */
export const softmax: OpDef<NoAttrs> = {
  kind: 'softmax',
  infer: (_, inputs) => [typed('softmax', inputs, 'f32')[0]],
  reference: (_, [x]: readonly [Tensor64]) => [{ dims: x.dims, data: logSoftmaxRows(x).map(Math.exp) }],
  gradient(b, { outputs }, [dy]) {
    const y = outputs[0]!;
    const along = b.one(reduceSum, { axes: [y.type.dims.length - 1], keepDims: true }, b.one(mul, {}, dy!, y));
    return [b.one(mul, {}, y, b.one(sub, {}, dy!, along))];
  },
};
