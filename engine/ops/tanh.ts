import { unary } from './elementwise.ts';
import { mul } from './mul.ts';
import { square } from './square.ts';
import { sub } from './sub.ts';

/** tanh x; dx = dy − dy · y². */
export const tanh = unary('tanh', Math.tanh, (b, { y, dy }) =>
  b.one(sub, {}, dy, b.one(mul, {}, dy, b.one(square, {}, y))),
);
