import { scalar } from './compose.ts';
import { arithmetic } from './elementwise.ts';
import { greater } from './greater.ts';
import { where } from './where.ts';

/** The larger; where both are equal, b receives the derivative. */
export const maximum = arithmetic('maximum', Math.max, (builder, { a, b, dy }) => {
  const [first, zero] = [builder.one(greater, {}, a, b), scalar(builder, 0)];
  return [builder.one(where, {}, first, dy, zero), builder.one(where, {}, first, zero, dy)];
});
