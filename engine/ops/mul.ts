import type { Elementwise } from '../ir/op.ts';
import type { NoAttrs } from './elementwise.ts';
import { arithmetic } from './elementwise.ts';

/** a · b. */
export const mul: Elementwise<NoAttrs> = arithmetic(
  'mul',
  (a, b) => a * b,
  (builder, { a, b, dy }) => [builder.one(mul, {}, dy, b), builder.one(mul, {}, dy, a)],
);
