import type { HardSigmoidAttrs, LeakyReluAttrs } from '../../ops/activations.ts';
import { float } from '../wire/model.ts';
import { direct } from './elementwise.ts';
import type { Emitter } from './emitter.ts';
import type { Lowering } from './lowering.ts';

export const relu = direct('Relu');
export const leakyRelu = direct<LeakyReluAttrs>('LeakyRelu', ({ slope }) => ({ alpha: float(slope) }));
export const sigmoid = direct('Sigmoid');
export const tanh = direct('Tanh');
export const hardSwish = direct('HardSwish');
/** The offset of 1/2 is the operator's own. */
export const hardSigmoid = direct<HardSigmoidAttrs>('HardSigmoid', ({ slope }) => ({ alpha: float(slope) }));

/** x · σ(x); ONNX Runtime has it as QuickGelu with α = 1. */
export const silu: Lowering<unknown> = (e, { inputs: [x] }) => [
  e.target === 'train'
    ? e.node('QuickGelu', [x!.name], { alpha: float(1) }, 'com.microsoft')
    : e.node('Mul', [x!.name, e.node('Sigmoid', [x!.name])]),
];

/** Φ(x) = (1 + erf(x/√2)) / 2. */
function normalDistribution(e: Emitter, x: string): string {
  const erf = e.node('Erf', [e.node('Mul', [x, e.scalar(Math.SQRT1_2)])]);
  return e.node('Mul', [e.node('Add', [erf, e.scalar(1)]), e.scalar(0.5)]);
}

/** x · Φ(x), exact; ONNX has Gelu only from opset 20 on. */
export const gelu: Lowering<unknown> = (e, { inputs: [x] }) => [
  e.target === 'train'
    ? e.node('Gelu', [x!.name], {}, 'com.microsoft')
    : e.node('Mul', [x!.name, normalDistribution(e, x!.name)]),
];

export const relu6: Lowering<unknown> = (e, { inputs: [x] }) => [e.node('Clip', [x!.name, e.scalar(0), e.scalar(6)])];

/** (y, dy) → dy where y > 0. */
export const reluGradient: Lowering<unknown> = (e, { inputs: [y, dy] }) => [
  e.node('Where', [e.node('Greater', [y!.name, e.scalar(0)]), dy!.name, e.scalar(0)]),
];

/** (x, dy) → dy · (1 or slope). */
export const leakyReluGradient: Lowering<LeakyReluAttrs> = (e, { attrs, inputs: [x, dy] }) => {
  const positive = e.node('Greater', [x!.name, e.scalar(0)]);
  return [e.node('Mul', [dy!.name, e.node('Where', [positive, e.scalar(1), e.scalar(attrs.slope)])])];
};

/** (x, dy) → dy where 0 < x < 6. */
export const relu6Gradient: Lowering<unknown> = (e, { inputs: [x, dy] }) => {
  const inside = e.node('And', [e.node('Greater', [x!.name, e.scalar(0)]), e.node('Less', [x!.name, e.scalar(6)])]);
  return [e.node('Where', [inside, dy!.name, e.scalar(0)])];
};

/** (x, dy) → slope · dy where |x| < 1 / (2 · slope). */
export const hardSigmoidGradient: Lowering<HardSigmoidAttrs> = (e, { attrs: { slope }, inputs: [x, dy] }) => {
  const inside = e.node('Less', [e.node('Abs', [x!.name]), e.scalar(0.5 / slope)]);
  return [e.node('Where', [inside, e.node('Mul', [dy!.name, e.scalar(slope)]), e.scalar(0)])];
};

/** (x·σ)′ = σ + x·σ·(1 − σ) = σ · (1 + x − x·σ). */
export const siluGradient: Lowering<unknown> = (e, { inputs: [x, dy] }) => {
  const s = e.node('Sigmoid', [x!.name]);
  const slope = e.node('Add', [e.node('Sub', [x!.name, e.node('Mul', [x!.name, s])]), e.scalar(1)]);
  return [e.node('Mul', [dy!.name, e.node('Mul', [s, slope])])];
};

/** (x·Φ)′ = Φ + x·φ, φ(x) = e^(−x²/2) / √(2π). */
export const geluGradient: Lowering<unknown> = (e, { inputs: [x, dy] }) => {
  const exponent = e.node('Mul', [e.node('Mul', [x!.name, x!.name]), e.scalar(-0.5)]);
  const density = e.node('Mul', [e.node('Exp', [exponent]), e.scalar(1 / Math.sqrt(2 * Math.PI))]);
  const slope = e.node('Add', [normalDistribution(e, x!.name), e.node('Mul', [x!.name, density])]);
  return [e.node('Mul', [dy!.name, slope])];
};

/** Slope 0 up to −3, 1 from 3 on, (2x + 3) / 6 between: it jumps at both ends, so no clip will do. */
export const hardSwishGradient: Lowering<unknown> = (e, { inputs: [x, dy] }) => {
  const middle = e.node('Add', [e.node('Mul', [x!.name, e.scalar(1 / 3)]), e.scalar(0.5)]);
  const below = e.node('LessOrEqual', [x!.name, e.scalar(-3)]);
  const above = e.node('GreaterOrEqual', [x!.name, e.scalar(3)]);
  const slope = e.node('Where', [below, e.scalar(0), e.node('Where', [above, e.scalar(1), middle])]);
  return [e.node('Mul', [dy!.name, slope])];
};
