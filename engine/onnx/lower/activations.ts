import type { HardSigmoidAttrs } from '../../ops/hard-sigmoid.ts';
import type { LeakyReluAttrs } from '../../ops/leaky-relu.ts';
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
export function normalDistribution(e: Emitter, x: string): string {
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
