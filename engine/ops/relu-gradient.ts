import { unaryGradient } from './elementwise.ts';

/** (y, dy) → dx: dy where y > 0. From the output, so that backward need not keep the input. */
export const reluGradient = unaryGradient('reluGradient', (y, dy) => (y > 0 ? dy : 0));
