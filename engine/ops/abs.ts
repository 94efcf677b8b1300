import { scalar } from './compose.ts';
import { unary } from './elementwise.ts';
import { greater } from './greater.ts';
import { neg } from './neg.ts';
import { where } from './where.ts';

/** |x|; at 0 the left derivative is taken. */
export const abs = unary('abs', Math.abs, (b, { x, dy }) =>
  b.one(where, {}, b.one(greater, {}, x, scalar(b, 0)), dy, b.one(neg, {}, dy)),
);
