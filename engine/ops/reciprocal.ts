import { unary } from './elementwise.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { square } from './square.ts';

/** 1 / x; dx = −dy · y². */
export const reciprocal = unary(
  'reciprocal',
  (x) => 1 / x,
  (b, { y, dy }) => b.one(neg, {}, b.one(mul, {}, dy, b.one(square, {}, y))),
);
