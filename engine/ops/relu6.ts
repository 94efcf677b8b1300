import { unary } from './elementwise.ts';
import { relu6Gradient } from './relu6-gradient.ts';

/** min(max(x, 0), 6). */
export const relu6 = unary(
  'relu6',
  (x) => Math.min(Math.max(x, 0), 6),
  (b, { x, dy }) => b.one(relu6Gradient, {}, x, dy),
);
