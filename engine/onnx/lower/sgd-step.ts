import type { SgdStepAttrs } from '../../ops/sgd-step.ts';
import type { Emitter } from './emitter.ts';
import type { Lowering } from './lowering.ts';

/** factor · x, where factor 1 costs nothing. */
export const scaled = (e: Emitter, x: string, factor: number): string =>
  factor === 1 ? x : e.node('Mul', [x, e.scalar(factor)]);

/** g + λ·w. */
export const decayed = (e: Emitter, g: string, w: string, decay: number): string =>
  decay === 0 ? g : e.node('Add', [g, scaled(e, w, decay)]);

/** m ← μ·m + g; w ← w − η·m, or with Nesterov w − η·(g + μ·m). */
export const sgdStep: Lowering<SgdStepAttrs> = (e, { attrs, inputs }) => {
  const { momentum, nesterov, weightDecay } = attrs;
  const [w, g] = inputs.map((x) => x.name) as [string, string];
  const rate = inputs.at(-1)!.name;
  const gradient = decayed(e, g, w, weightDecay);
  const moved = (by: string): string => e.node('Sub', [w, e.node('Mul', [by, rate])]);
  if (momentum === 0) return [moved(gradient)];
  const m = e.node('Add', [scaled(e, inputs[2]!.name, momentum), gradient]);
  return [moved(nesterov ? e.node('Add', [gradient, scaled(e, m, momentum)]) : m), m];
};
