import { unary } from './elementwise.ts';
import { reluGradient } from './relu-gradient.ts';

/** max(x, 0). */
export const relu = unary(
  'relu',
  (x) => Math.max(x, 0),
  (b, { y, dy }) => b.one(reluGradient, {}, y, dy),
);
