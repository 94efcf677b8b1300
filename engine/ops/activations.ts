import { clipping, unary, unaryGradient } from './elementwise.ts';
import { erf } from './erf.ts';
import { mul } from './mul.ts';
import { square } from './square.ts';
import { sub } from './sub.ts';

/* Functions of one number, each with its backward where that is one op: every export is an op of the registry. */

/** max(x, 0). */
export const relu = clipping(
  unary(
    'relu',
    (x) => Math.max(x, 0),
    (b, { y, dy }) => b.one(reluGradient, {}, y, dy),
  ),
);

/** (y, dy) → dx: dy where y > 0. From the output, so that backward need not keep the input. */
export const reluGradient = unaryGradient('reluGradient', (y, dy) => (y > 0 ? dy : 0));

export interface LeakyReluAttrs {
  readonly slope: number;
}

/** x where x > 0, slope · x elsewhere. */
export const leakyRelu = unary<LeakyReluAttrs>(
  'leakyRelu',
  (x, { slope }) => (x > 0 ? x : slope * x),
  (b, { x, dy, attrs }) => b.one(leakyReluGradient, attrs, x, dy),
);

/** (x, dy) → dx: dy where x > 0, slope · dy elsewhere. */
export const leakyReluGradient = unaryGradient<LeakyReluAttrs>('leakyReluGradient', (x, dy, { slope }) =>
  x > 0 ? dy : slope * dy,
);

/** min(max(x, 0), 6). */
export const relu6 = clipping(
  unary(
    'relu6',
    (x) => Math.min(Math.max(x, 0), 6),
    (b, { x, dy }) => b.one(relu6Gradient, {}, x, dy),
  ),
);

/** (x, dy) → dx: dy where 0 < x < 6. */
export const relu6Gradient = unaryGradient('relu6Gradient', (x, dy) => (x > 0 && x < 6 ? dy : 0));

/** σ(x) = 1 / (1 + e^−x); dx = dy · (y − y²). */
export const sigmoid = unary(
  'sigmoid',
  (x) => 1 / (1 + Math.exp(-x)),
  (b, { y, dy }) => b.one(mul, {}, dy, b.one(sub, {}, y, b.one(square, {}, y))),
);

/** tanh x; dx = dy − dy · y². */
export const tanh = unary('tanh', Math.tanh, (b, { y, dy }) =>
  b.one(sub, {}, dy, b.one(mul, {}, dy, b.one(square, {}, y))),
);

/** x · σ(x) (Elfwing et al. 2017). */
export const silu = unary(
  'silu',
  (x) => x / (1 + Math.exp(-x)),
  (b, { x, dy }) => b.one(siluGradient, {}, x, dy),
);

/** (x, dy) → dx: with s = σ(x), (x·s)′ = s + x·s·(1 − s). */
export const siluGradient = unaryGradient('siluGradient', (x, dy) => {
  const s = 1 / (1 + Math.exp(-x));
  return dy * s * (1 + x * (1 - s));
});

/**
 * x · Φ(x), Φ the normal distribution's cumulative function, by erf rather than the tanh approximation (Hendrycks &
 * Gimpel 2016).
 */
export const gelu = unary(
  'gelu',
  (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  (b, { x, dy }) => b.one(geluGradient, {}, x, dy),
);

/** (x, dy) → dx: (x·Φ(x))′ = Φ(x) + x·φ(x), φ the normal density. */
export const geluGradient = unaryGradient(
  'geluGradient',
  (x, dy) => dy * ((1 + erf(x / Math.SQRT2)) / 2 + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)),
);

/** x · min(max(x + 3, 0), 6) / 6 (Howard et al. 2019, MobileNetV3). */
export const hardSwish = unary(
  'hardSwish',
  (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
  (b, { x, dy }) => b.one(hardSwishGradient, {}, x, dy),
);

/** (x, dy) → dx: 0 below −3, dy from 3 on, dy · (2x + 3) / 6 between. */
export const hardSwishGradient = unaryGradient('hardSwishGradient', (x, dy) =>
  x <= -3 ? 0 : x >= 3 ? dy : (dy * (2 * x + 3)) / 6,
);

export interface HardSigmoidAttrs {
  readonly slope: number;
}

/** min(max(slope · x + 1/2, 0), 1). */
export const hardSigmoid = unary<HardSigmoidAttrs>(
  'hardSigmoid',
  (x, { slope }) => Math.min(Math.max(slope * x + 0.5, 0), 1),
  (b, { x, dy, attrs }) => b.one(hardSigmoidGradient, attrs, x, dy),
);

/** (x, dy) → dx: slope · dy where |x| < 1 / (2 · slope), 0 elsewhere. */
export const hardSigmoidGradient = unaryGradient<HardSigmoidAttrs>('hardSigmoidGradient', (x, dy, { slope }) =>
  Math.abs(x) < 0.5 / slope ? slope * dy : 0,
);
