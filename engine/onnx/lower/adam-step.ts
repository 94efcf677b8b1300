import type { AdamStepAttrs } from '../../ops/adam-step.ts';
import { dataTypes } from '../wire/model.ts';
import type { Emitter } from './emitter.ts';
import type { Lowering } from './lowering.ts';
import { decayed, scaled } from './sgd-step.ts';

/**
 * 1 − β^(step + 1), in float64: 1 − 0.999 in float32 is off by 3·10⁻⁵ of itself.
 */
function correction(e: Emitter, beta: number, step: string): string {
  const count = e.node('Add', [e.node('Cast', [step], { to: dataTypes.f64 }), e.constant('f64', [], [1])]);
  return e.node('Sub', [e.constant('f64', [], [1]), e.node('Pow', [e.constant('f64', [], [beta]), count])]);
}

const single = (e: Emitter, x: string): string => e.node('Cast', [x], { to: dataTypes.f32 });

/**
 * Kingma & Ba 2015, algorithm 1, in PyTorch's order: w − (η/c₁) · m / (√v / √c₂ + ε), decay decoupled (w·(1 − ηλ)) or
 * added to g.
 */
export const adamStep: Lowering<AdamStepAttrs> = (e, { attrs, inputs }) => {
  const { beta1, beta2, epsilon, weightDecay, decoupled } = attrs;
  const [w, g, m0, v0, rate, step] = inputs.map((x) => x.name) as [string, string, string, string, string, string];
  const gradient = decoupled ? g : decayed(e, g, w, weightDecay);
  const m = e.node('Add', [scaled(e, m0, beta1), scaled(e, gradient, 1 - beta1)]);
  const v = e.node('Add', [scaled(e, v0, beta2), scaled(e, e.node('Mul', [gradient, gradient]), 1 - beta2)]);
  const root = e.node('Div', [e.node('Sqrt', [v]), single(e, e.node('Sqrt', [correction(e, beta2, step)]))]);
  const size = e.node('Div', [rate, single(e, correction(e, beta1, step))]);
  const change = e.node('Mul', [e.node('Div', [m, e.node('Add', [root, e.scalar(epsilon)])]), size]);
  const shrunk =
    decoupled && weightDecay > 0 ? e.node('Mul', [w, e.node('Sub', [e.scalar(1), scaled(e, rate, weightDecay)])]) : w;
  return [e.node('Sub', [shrunk, change]), m, v];
};
