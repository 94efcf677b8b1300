import type { HardSigmoidAttrs } from '../../../ops/hard-sigmoid.ts';
import type { LeakyReluAttrs } from '../../../ops/leaky-relu.ts';
import { float } from '../kernels/wgsl.ts';
import { formula } from './lowering.ts';

/** NaN must come through, so comparisons are turned such that it does: `x <= 0` is false for it. */
const relu = formula((_, x) => `select(${x}, F(0), ${x} <= F(0))`);
const leakyRelu = formula<LeakyReluAttrs>(({ slope }, x) => `select(${x}, ${x} * ${float(slope)}, ${x} <= F(0))`);
const relu6 = formula((_, x) => `select(select(${x}, F(0), ${x} <= F(0)), F(6), ${x} >= F(6))`);
const sigmoid = formula((_, x) => `F(1) / (F(1) + exp(-${x}))`);
/** Beyond ±15, tanh is ±1 in f32; some drivers overflow there. */
const tanh = formula((_, x) => `tanh(clamp(${x}, F(-15), F(15)))`);
const silu = formula((_, x) => `${x} / (F(1) + exp(-${x}))`);
const hardSwish = formula((_, x) => `${x} * clamp(${x} + F(3), F(0), F(6)) * ${float(1 / 6)}`);
const hardSigmoid = formula<HardSigmoidAttrs>(({ slope }, x) => `clamp(${x} * ${float(slope)} + F(0.5), F(0), F(1))`);
const neg = formula((_, x) => `-${x}`);
const exp = formula((_, x) => `exp(${x})`);
const log = formula((_, x) => `log(${x})`);
const sqrt = formula((_, x) => `sqrt(${x})`);
const reciprocal = formula((_, x) => `F(1) / ${x}`);
const abs = formula((_, x) => `abs(${x})`);
const square = formula((_, x) => `${x} * ${x}`);

/** From the bits: WGSL lets compilers assume that no number is infinite. */
const finite = (x: string): string => `(bitcast<U>(${x}) & U(0x7f800000u)) != U(0x7f800000u)`;
const isFinite = formula((_, x) => `select(U(0), U(1), ${finite(x)})`);

/** Φ(x) by Abramowitz & Stegun 7.1.26 for erf(|x|/√2), good to 1.5e-7. */
function normalDistribution(x: string): string {
  const t = `(F(1) / (F(1) + abs(${x}) * ${float(0.3275911 * Math.SQRT1_2)}))`;
  const [a1, a2, a3, a4, a5] = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429].map(
    (a) => `F(${float(a)})`,
  );
  const tail = `(${t} * (${a1} + ${t} * (${a2} + ${t} * (${a3} + ${t} * (${a4} + ${t} * ${a5})))) * exp(${x} * ${x} * ${float(-0.5)}))`;
  return `(F(0.5) + F(0.5) * sign(${x}) * (F(1) - ${tail}))`;
}
const gelu = formula((_, x) => `${x} * ${normalDistribution(x)}`);
const geluGradient = formula(
  (_, x, dy) =>
    `${dy} * (${normalDistribution(x)} + ${x} * exp(${x} * ${x} * ${float(-0.5)}) * ${float(1 / Math.sqrt(2 * Math.PI))})`,
);

/** (y, dy). */
const reluGradient = formula((_, y, dy) => `select(F(0), ${dy}, ${y} > F(0))`);
/** (x, dy), and so the following. */
const leakyReluGradient = formula<LeakyReluAttrs>(
  ({ slope }, x, dy) => `select(${dy} * ${float(slope)}, ${dy}, ${x} > F(0))`,
);
const relu6Gradient = formula((_, x, dy) => `select(F(0), ${dy}, (${x} > F(0)) & (${x} < F(6)))`);
const siluGradient = formula((_, x, dy) => {
  const s = `(F(1) / (F(1) + exp(-${x})))`;
  return `${dy} * ${s} * (F(1) + ${x} * (F(1) - ${s}))`;
});
/** Slope 0 up to −3, 1 from 3 on, (2x + 3) / 6 between. */
const hardSwishGradient = formula(
  (_, x, dy) => `${dy} * select(select(${x} * ${float(1 / 3)} + F(0.5), F(0), ${x} <= F(-3)), F(1), ${x} >= F(3))`,
);
/** The slope within ± 1 / (2 · slope). */
const hardSigmoidGradient = formula<HardSigmoidAttrs>(
  ({ slope }, x, dy) => `select(F(0), ${dy} * ${float(slope)}, abs(${x}) < F(${float(0.5 / slope)}))`,
);

const add = formula((_, a, b) => `${a} + ${b}`);
const sub = formula((_, a, b) => `${a} - ${b}`);
const mul = formula((_, a, b) => `${a} * ${b}`);
const div = formula((_, a, b) => `${a} / ${b}`);
const maximum = formula((_, a, b) => `max(${a}, ${b})`);
const minimum = formula((_, a, b) => `min(${a}, ${b})`);
const greater = formula((_, a, b) => `select(U(0), U(1), ${a} > ${b})`);
const equal = formula((_, a, b) => `select(U(0), U(1), ${a} == ${b})`);
const and = formula((_, a, b) => `${a} & ${b}`);
const where = formula((_, condition, a, b) => `select(${b}, ${a}, ${condition} != U(0))`);

export const elementwise = {
  relu,
  leakyRelu,
  relu6,
  sigmoid,
  tanh,
  silu,
  hardSwish,
  hardSigmoid,
  neg,
  exp,
  log,
  sqrt,
  reciprocal,
  abs,
  square,
  isFinite,
  gelu,
  geluGradient,
  reluGradient,
  leakyReluGradient,
  relu6Gradient,
  siluGradient,
  hardSwishGradient,
  hardSigmoidGradient,
  add,
  sub,
  mul,
  div,
  maximum,
  minimum,
  greater,
  equal,
  and,
  where,
};
