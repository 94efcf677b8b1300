import { scale } from './compose.ts';
import { unary } from './elementwise.ts';
import { mul } from './mul.ts';

/** x². */
export const square = unary(
  'square',
  (x) => x * x,
  (b, { x, dy }) => b.one(mul, {}, dy, scale(b, x, 2)),
);
