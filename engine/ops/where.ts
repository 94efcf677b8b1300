import type { Value } from '../ir/graph.ts';
import type { Elementwise } from '../ir/op.ts';
import { scalar, sumTo } from './compose.ts';
import type { NoAttrs } from './elementwise.ts';
import { broadcastDims, broadcastMap } from './shape/broadcast.ts';
import { illTyped } from './shape/expect.ts';

/**
 * (condition bool, a, b) → a where the condition holds, else b; all three broadcast; a and b of one dtype. NaN in the
 * other branch does not leak.
 */
export const where: Elementwise<NoAttrs> = {
  kind: 'where',
  elementwise: true,
  infer(_, inputs) {
    const [condition, a, b] = inputs;
    if (inputs.length !== 3 || condition?.dtype !== 'bool' || !a || a.dtype !== b?.dtype)
      illTyped('where', 'wants (bool, T, T)', inputs);
    return [{ dtype: a.dtype, dims: broadcastDims('where', condition.dims, a.dims, b.dims) }];
  },
  reference: (_, inputs) => [broadcastMap('where', inputs, (condition, a, b) => (condition ? a : b))],
  gradient(builder, call, [dy]) {
    const [condition, a, b] = call.inputs as readonly [Value, Value, Value];
    const zero = scalar(builder, 0);
    return [
      null,
      sumTo(builder, builder.one(where, {}, condition, dy!, zero), a.type.dims),
      sumTo(builder, builder.one(where, {}, condition, zero, dy!), b.type.dims),
    ];
  },
};
