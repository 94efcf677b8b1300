import type { Elementwise } from '../ir/op.ts';
import type { NoAttrs } from './elementwise.ts';
import { arithmetic } from './elementwise.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';

/** a / b; da = dy / b, db = −da · y. */
export const div: Elementwise<NoAttrs> = arithmetic(
  'div',
  (a, b) => a / b,
  (builder, { b, y, dy }) => {
    const da = builder.one(div, {}, dy, b);
    return [da, builder.one(neg, {}, builder.one(mul, {}, da, y))];
  },
);
