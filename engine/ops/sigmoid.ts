import { unary } from './elementwise.ts';
import { mul } from './mul.ts';
import { square } from './square.ts';
import { sub } from './sub.ts';

/** σ(x) = 1 / (1 + e^−x); dx = dy · (y − y²). */
export const sigmoid = unary(
  'sigmoid',
  (x) => 1 / (1 + Math.exp(-x)),
  (b, { y, dy }) => b.one(mul, {}, dy, b.one(sub, {}, y, b.one(square, {}, y))),
);
