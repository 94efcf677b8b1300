import type { Conv2dAttrs } from '../../ops/conv2d.ts';
import type { ConvWindow } from '../../ops/shape/window.ts';
import type { Attributes } from '../wire/model.ts';
import { direct } from './elementwise.ts';

/** ONNX's Conv attributes; its weights are OIHW and its pads [top, left, bottom, right], as ours. */
export const convAttributes = ({ stride, dilation, pads, groups }: ConvWindow): Attributes => ({
  strides: stride,
  dilations: dilation,
  pads,
  group: groups,
});

export const conv2d = direct<Conv2dAttrs>('Conv', convAttributes);
