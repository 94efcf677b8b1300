import type { RmspropStepAttrs } from '../../ops/rmsprop-step.ts';
import type { Lowering } from './lowering.ts';
import { decayed, scaled } from './sgd-step.ts';

/** v ← α·v + (1 − α)·g²; u = g / (√v + ε); with momentum b ← μ·b + u and w − η·b, else w − η·u. */
export const rmspropStep: Lowering<RmspropStepAttrs> = (e, { attrs, inputs }) => {
  const { alpha, epsilon, weightDecay, momentum } = attrs;
  const [w, g, v0] = inputs.map((x) => x.name) as [string, string, string];
  const rate = inputs.at(-1)!.name;
  const gradient = decayed(e, g, w, weightDecay);
  const v = e.node('Add', [scaled(e, v0, alpha), scaled(e, e.node('Mul', [gradient, gradient]), 1 - alpha)]);
  const change = e.node('Div', [gradient, e.node('Add', [e.node('Sqrt', [v]), e.scalar(epsilon)])]);
  const moved = (by: string): string => e.node('Sub', [w, e.node('Mul', [by, rate])]);
  if (momentum === 0) return [moved(change), v];
  const buffer = e.node('Add', [scaled(e, inputs[3]!.name, momentum), change]);
  return [moved(buffer), v, buffer];
};
