import { unary } from './elementwise.ts';
import { hardSigmoidGradient } from './hard-sigmoid-gradient.ts';

export interface HardSigmoidAttrs {
  readonly slope: number;
}

/** min(max(slope · x + 1/2, 0), 1). */
export const hardSigmoid = unary<HardSigmoidAttrs>(
  'hardSigmoid',
  (x, { slope }) => Math.min(Math.max(slope * x + 0.5, 0), 1),
  (b, { x, dy, attrs }) => b.one(hardSigmoidGradient, attrs, x, dy),
);
