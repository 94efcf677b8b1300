import type { Conv2dAttrs } from '../../ops/conv2d.ts';
import { blockable, filterLayout } from '../lower/layout.ts';
import { blockedConv } from './depthwise.ts';
import { blocked, type FastLowering } from './fast.ts';

/** The blocked convolution itself; a plain image with fewer channels than a block is read as it is. */
export const conv2d: FastLowering<Conv2dAttrs> = (e, { attrs, inputs: [x, w, bias], outputs: [y] }) => {
  const dims = w!.type.dims as readonly [number, number, number, number];
  const layout = filterLayout(dims, attrs.groups, e.block);
  if (layout === 'plain' || !blockable(y!, e.block)) return null;
  const { stride, dilation, pads } = attrs;
  const image = x!.in(layout === 'stem' ? 'plain' : 'blocked');
  const options = { kernel: [dims[2], dims[3]] as const, stride, dilation, pads };
  return blocked(blockedConv(e, image, w!.in(layout), { ...options, ...(bias ? { bias: bias.name } : {}) }));
};
