import { unaryGradient } from './elementwise.ts';

/** (x, dy) → dx: with s = σ(x), (x·s)′ = s + x·s·(1 − s). */
export const siluGradient = unaryGradient('siluGradient', (x, dy) => {
  const s = 1 / (1 + Math.exp(-x));
  return dy * s * (1 + x * (1 - s));
});
