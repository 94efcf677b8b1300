import type { HardSigmoidAttrs, LeakyReluAttrs } from '../../../ops/activations.ts';
import { float } from '../wgsl/text.ts';
import { formula } from './lowering.ts';

/** From the bits: WGSL lets compilers assume that no number is infinite. */
const finite = (x: string): string => `(bitcast<U>(${x}) & U(0x7f800000u)) != U(0x7f800000u)`;

/** Φ(x) by Abramowitz & Stegun 7.1.26 for erf(|x|/√2), good to 1.5e-7. */
function normalDistribution(x: string): string {
  const t = `(F(1) / (F(1) + abs(${x}) * ${float(0.3275911 * Math.SQRT1_2)}))`;
  const [a1, a2, a3, a4, a5] = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429].map(
    (a) => `F(${float(a)})`,
  );
  const tail = `(${t} * (${a1} + ${t} * (${a2} + ${t} * (${a3} + ${t} * (${a4} + ${t} * ${a5})))) * exp(${x} * ${x} * ${float(-0.5)}))`;
  return `(F(0.5) + F(0.5) * sign(${x}) * (F(1) - ${tail}))`;
}

/**
 * Ops as formulas of the numbers that they read. NaN must come through, so comparisons are turned such that it does:
 * `x <= 0` is false for it.
 */
export const elementwise = {
  relu: formula((_, x) => `select(${x}, F(0), ${x} <= F(0))`),
  leakyRelu: formula<LeakyReluAttrs>(({ slope }, x) => `select(${x}, ${x} * ${float(slope)}, ${x} <= F(0))`),
  relu6: formula((_, x) => `select(select(${x}, F(0), ${x} <= F(0)), F(6), ${x} >= F(6))`),
  sigmoid: formula((_, x) => `F(1) / (F(1) + exp(-${x}))`),
  /** Beyond ±15, tanh is ±1 in f32; some drivers overflow there. */
  tanh: formula((_, x) => `tanh(clamp(${x}, F(-15), F(15)))`),
  silu: formula((_, x) => `${x} / (F(1) + exp(-${x}))`),
  hardSwish: formula((_, x) => `${x} * clamp(${x} + F(3), F(0), F(6)) * ${float(1 / 6)}`),
  hardSigmoid: formula<HardSigmoidAttrs>(({ slope }, x) => `clamp(${x} * ${float(slope)} + F(0.5), F(0), F(1))`),
  neg: formula((_, x) => `-${x}`),
  exp: formula((_, x) => `exp(${x})`),
  log: formula((_, x) => `log(${x})`),
  sqrt: formula((_, x) => `sqrt(${x})`),
  reciprocal: formula((_, x) => `F(1) / ${x}`),
  abs: formula((_, x) => `abs(${x})`),
  square: formula((_, x) => `${x} * ${x}`),
  isFinite: formula((_, x) => `select(U(0), U(1), ${finite(x)})`),
  gelu: formula((_, x) => `${x} * ${normalDistribution(x)}`),
  geluGradient: formula(
    (_, x, dy) =>
      `${dy} * (${normalDistribution(x)} + ${x} * exp(${x} * ${x} * ${float(-0.5)}) * ${float(1 / Math.sqrt(2 * Math.PI))})`,
  ),
  /** (y, dy). */
  reluGradient: formula((_, y, dy) => `select(F(0), ${dy}, ${y} > F(0))`),
  /** (x, dy), and so the following. */
  leakyReluGradient: formula<LeakyReluAttrs>(
    ({ slope }, x, dy) => `select(${dy} * ${float(slope)}, ${dy}, ${x} > F(0))`,
  ),
  relu6Gradient: formula((_, x, dy) => `select(F(0), ${dy}, (${x} > F(0)) & (${x} < F(6)))`),
  siluGradient: formula((_, x, dy) => {
    const s = `(F(1) / (F(1) + exp(-${x})))`;
    return `${dy} * ${s} * (F(1) + ${x} * (F(1) - ${s}))`;
  }),
  /** Slope 0 up to −3, 1 from 3 on, (2x + 3) / 6 between. */
  hardSwishGradient: formula(
    (_, x, dy) => `${dy} * select(select(${x} * ${float(1 / 3)} + F(0.5), F(0), ${x} <= F(-3)), F(1), ${x} >= F(3))`,
  ),
  /** The slope within ± 1 / (2 · slope). */
  hardSigmoidGradient: formula<HardSigmoidAttrs>(
    ({ slope }, x, dy) => `select(F(0), ${dy} * ${float(slope)}, abs(${x}) < F(${float(0.5 / slope)}))`,
  ),
  add: formula((_, a, b) => `${a} + ${b}`),
  sub: formula((_, a, b) => `${a} - ${b}`),
  mul: formula((_, a, b) => `${a} * ${b}`),
  div: formula((_, a, b) => `${a} / ${b}`),
  maximum: formula((_, a, b) => `max(${a}, ${b})`),
  minimum: formula((_, a, b) => `min(${a}, ${b})`),
  greater: formula((_, a, b) => `select(U(0), U(1), ${a} > ${b})`),
  equal: formula((_, a, b) => `select(U(0), U(1), ${a} == ${b})`),
  and: formula((_, a, b) => `${a} & ${b}`),
  where: formula((_, condition, a, b) => `select(${b}, ${a}, ${condition} != U(0))`),
};
