import { unary } from './elementwise.ts';
import { erf } from './erf.ts';
import { geluGradient } from './gelu-gradient.ts';

/**
 * x · Φ(x), Φ the normal distribution's cumulative function, by erf rather than the tanh approximation (Hendrycks &
 * Gimpel 2016).
 */
export const gelu = unary(
  'gelu',
  (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  (b, { x, dy }) => b.one(geluGradient, {}, x, dy),
);
