import { unaryGradient } from './elementwise.ts';

/** (x, dy) → dx: dy where 0 < x < 6. */
export const relu6Gradient = unaryGradient('relu6Gradient', (x, dy) => (x > 0 && x < 6 ? dy : 0));
