import { unary } from './elementwise.ts';
import { leakyReluGradient } from './leaky-relu-gradient.ts';

export interface LeakyReluAttrs {
  readonly slope: number;
}

/** x where x > 0, slope · x elsewhere. */
export const leakyRelu = unary<LeakyReluAttrs>(
  'leakyRelu',
  (x, { slope }) => (x > 0 ? x : slope * x),
  (b, { x, dy, attrs }) => b.one(leakyReluGradient, attrs, x, dy),
);
