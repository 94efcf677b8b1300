import { unaryGradient } from './elementwise.ts';
import type { HardSigmoidAttrs } from './hard-sigmoid.ts';

/** (x, dy) → dx: slope · dy where |x| < 1 / (2 · slope), 0 elsewhere. */
export const hardSigmoidGradient = unaryGradient<HardSigmoidAttrs>('hardSigmoidGradient', (x, dy, { slope }) =>
  Math.abs(x) < 0.5 / slope ? slope * dy : 0,
);
