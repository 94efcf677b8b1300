import { scalar } from './compose.ts';
import { arithmetic } from './elementwise.ts';
import { greater } from './greater.ts';
import { where } from './where.ts';

/** The smaller; where both are equal, a receives the derivative. */
export const minimum = arithmetic('minimum', Math.min, (builder, { a, b, dy }) => {
  const [second, zero] = [builder.one(greater, {}, a, b), scalar(builder, 0)];
  return [builder.one(where, {}, second, zero, dy), builder.one(where, {}, second, dy, zero)];
});
