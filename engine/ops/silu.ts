import { unary } from './elementwise.ts';
import { siluGradient } from './silu-gradient.ts';

/** x · σ(x) (Elfwing et al. 2017). */
export const silu = unary(
  'silu',
  (x) => x / (1 + Math.exp(-x)),
  (b, { x, dy }) => b.one(siluGradient, {}, x, dy),
);
