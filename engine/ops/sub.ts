import { arithmetic } from './elementwise.ts';
import { neg } from './neg.ts';

/** a − b. */
export const sub = arithmetic(
  'sub',
  (a, b) => a - b,
  (builder, { dy }) => [dy, builder.one(neg, {}, dy)],
);
