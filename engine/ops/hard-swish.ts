import { unary } from './elementwise.ts';
import { hardSwishGradient } from './hard-swish-gradient.ts';

/** x · min(max(x + 3, 0), 6) / 6 (Howard et al. 2019, MobileNetV3). */
export const hardSwish = unary(
  'hardSwish',
  (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
  (b, { x, dy }) => b.one(hardSwishGradient, {}, x, dy),
);
