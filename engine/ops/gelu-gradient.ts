import { unaryGradient } from './elementwise.ts';
import { erf } from './erf.ts';

/** (x, dy) → dx: (x·Φ(x))′ = Φ(x) + x·φ(x), φ the normal density. */
export const geluGradient = unaryGradient(
  'geluGradient',
  (x, dy) => dy * ((1 + erf(x / Math.SQRT2)) / 2 + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)),
);
