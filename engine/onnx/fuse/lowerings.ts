import type { Conv2dInputGradientAttrs } from '../../ops/conv2d-input-gradient.ts';
import { conv2dInputGradient } from '../lower/conv2d-input-gradient.ts';
import type { Lowering } from '../lower/lowering.ts';

/** Fused ops that can meet shapes which the blocked lowering declines. */
export const conv2dInputGradientSum: Lowering<Conv2dInputGradientAttrs> = (e, site) => {
  const [dx] = conv2dInputGradient(e, { ...site, inputs: site.inputs.slice(0, 2) });
  return [e.node('Add', [dx!, site.inputs[2]!.name])];
};
