import { unaryGradient } from './elementwise.ts';
import type { LeakyReluAttrs } from './leaky-relu.ts';

/** (x, dy) → dx: dy where x > 0, slope · dy elsewhere. */
export const leakyReluGradient = unaryGradient<LeakyReluAttrs>('leakyReluGradient', (x, dy, { slope }) =>
  x > 0 ? dy : slope * dy,
);
