import type { LeakyReluAttrs } from '../../../ops/leaky-relu.ts';
import { float } from '../kernels/wgsl.ts';
import { formula } from './lowering.ts';

/** NaN must come through, so comparisons are turned such that it does: `x <= 0` is false for it. */
export const relu = formula((_, x) => `select(${x}, F(0), ${x} <= F(0))`);
export const leakyRelu = formula<LeakyReluAttrs>(
  ({ slope }, x) => `select(${x}, ${x} * ${float(slope)}, ${x} <= F(0))`,
);
export const relu6 = formula((_, x) => `select(select(${x}, F(0), ${x} <= F(0)), F(6), ${x} >= F(6))`);
export const sigmoid = formula((_, x) => `F(1) / (F(1) + exp(-${x}))`);
/** Beyond ±15, tanh is ±1 in f32; some drivers overflow there. */
export const tanh = formula((_, x) => `tanh(clamp(${x}, F(-15), F(15)))`);
export const silu = formula((_, x) => `${x} / (F(1) + exp(-${x}))`);
export const hardSwish = formula((_, x) => `${x} * clamp(${x} + F(3), F(0), F(6)) * ${float(1 / 6)}`);
export const neg = formula((_, x) => `-${x}`);
export const exp = formula((_, x) => `exp(${x})`);
export const log = formula((_, x) => `log(${x})`);
export const sqrt = formula((_, x) => `sqrt(${x})`);
export const reciprocal = formula((_, x) => `F(1) / ${x}`);
export const abs = formula((_, x) => `abs(${x})`);
export const square = formula((_, x) => `${x} * ${x}`);

/** From the bits: WGSL lets compilers assume that no number is infinite. */
const finite = (x: string): string => `(bitcast<U>(${x}) & U(0x7f800000u)) != U(0x7f800000u)`;
export const isFinite = formula((_, x) => `select(U(0), U(1), ${finite(x)})`);

/** Φ(x) by Abramowitz & Stegun 7.1.26 for erf(|x|/√2), good to 1.5e-7. */
function normalDistribution(x: string): string {
  const t = `(F(1) / (F(1) + abs(${x}) * ${float(0.3275911 * Math.SQRT1_2)}))`;
  const [a1, a2, a3, a4, a5] = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429].map(
    (a) => `F(${float(a)})`,
  );
  const tail = `(${t} * (${a1} + ${t} * (${a2} + ${t} * (${a3} + ${t} * (${a4} + ${t} * ${a5})))) * exp(${x} * ${x} * ${float(-0.5)}))`;
  return `(F(0.5) + F(0.5) * sign(${x}) * (F(1) - ${tail}))`;
}
export const gelu = formula((_, x) => `${x} * ${normalDistribution(x)}`);
export const geluGradient = formula(
  (_, x, dy) =>
    `${dy} * (${normalDistribution(x)} + ${x} * exp(${x} * ${x} * ${float(-0.5)}) * ${float(1 / Math.sqrt(2 * Math.PI))})`,
);

/** (y, dy). */
export const reluGradient = formula((_, y, dy) => `select(F(0), ${dy}, ${y} > F(0))`);
/** (x, dy), and so the following. */
export const leakyReluGradient = formula<LeakyReluAttrs>(
  ({ slope }, x, dy) => `select(${dy} * ${float(slope)}, ${dy}, ${x} > F(0))`,
);
export const relu6Gradient = formula((_, x, dy) => `select(F(0), ${dy}, (${x} > F(0)) & (${x} < F(6)))`);
export const siluGradient = formula((_, x, dy) => {
  const s = `(F(1) / (F(1) + exp(-${x})))`;
  return `${dy} * ${s} * (F(1) + ${x} * (F(1) - ${s}))`;
});
/** Slope 0 up to −3, 1 from 3 on, (2x + 3) / 6 between. */
export const hardSwishGradient = formula(
  (_, x, dy) => `${dy} * select(select(${x} * ${float(1 / 3)} + F(0.5), F(0), ${x} <= F(-3)), F(1), ${x} >= F(3))`,
);

export const add = formula((_, a, b) => `${a} + ${b}`);
export const sub = formula((_, a, b) => `${a} - ${b}`);
export const mul = formula((_, a, b) => `${a} * ${b}`);
export const div = formula((_, a, b) => `${a} / ${b}`);
export const maximum = formula((_, a, b) => `max(${a}, ${b})`);
export const minimum = formula((_, a, b) => `min(${a}, ${b})`);
export const greater = formula((_, a, b) => `select(U(0), U(1), ${a} > ${b})`);
export const equal = formula((_, a, b) => `select(U(0), U(1), ${a} == ${b})`);
export const and = formula((_, a, b) => `${a} & ${b}`);
export const where = formula((_, condition, a, b) => `select(${b}, ${a}, ${condition} != U(0))`);
