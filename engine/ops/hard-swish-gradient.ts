import { unaryGradient } from './elementwise.ts';

/** (x, dy) → dx: 0 below −3, dy from 3 on, dy · (2x + 3) / 6 between. */
export const hardSwishGradient = unaryGradient('hardSwishGradient', (x, dy) =>
  x <= -3 ? 0 : x >= 3 ? dy : (dy * (2 * x + 3)) / 6,
);
