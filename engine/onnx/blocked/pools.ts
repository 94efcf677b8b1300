import type { AveragePoolAttrs } from '../../ops/average-pool.ts';
import type { MaxPoolAttrs } from '../../ops/max-pool.ts';
import { blockable, nchwc } from '../lower/layout.ts';
import { explicitPads } from '../lower/pool-window.ts';
import { blocked, type FastLowering } from './fast.ts';

export const maxPool: FastLowering<MaxPoolAttrs> = (e, { attrs, inputs: [x] }) => {
  if (!x!.has('blocked') || !blockable(x!.type, e.block)) return null;
  const window = { kernel_shape: attrs.kernel, strides: attrs.stride, pads: explicitPads(x!.type, attrs) };
  return blocked(e.node('MaxPool', [x!.in('blocked')], window, nchwc));
};

/** Pads that count while ceil mode adds windows beyond them are left to the plain lowering. */
export const averagePool: FastLowering<AveragePoolAttrs> = (e, { attrs, inputs: [x] }) => {
  if (!x!.has('blocked') || !blockable(x!.type, e.block)) return null;
  if (attrs.countIncludePad && attrs.ceil) return null;
  const window = { kernel_shape: attrs.kernel, strides: attrs.stride, pads: explicitPads(x!.type, attrs) };
  const counted = { ...window, count_include_pad: attrs.countIncludePad ? 1 : 0 };
  return blocked(e.node('AveragePool', [x!.in('blocked')], counted, nchwc));
};

export const globalAveragePool: FastLowering<unknown> = (e, { inputs: [x] }) =>
  x!.has('blocked') && blockable(x!.type, e.block)
    ? blocked(e.node('GlobalAveragePool', [x!.in('blocked')], {}, nchwc))
    : null;
