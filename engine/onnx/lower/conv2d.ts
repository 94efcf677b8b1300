import type { Conv2dAttrs } from '../../ops/conv2d.ts';
import type { ConvWindow } from '../../ops/shape/window.ts';
import type { Attributes } from '../wire/model.ts';
import { featureMap, type Lowering } from './lowering.ts';

/** ONNX's Conv attributes; its weights are OIHW and its pads [top, left, bottom, right], as ours. */
export const convAttributes = ({ stride, dilation, pads, groups }: ConvWindow): Attributes => ({
  strides: stride,
  dilations: dilation,
  pads,
  group: groups,
});

/** `kernel_shape` may be left out by the specification, since the weights say it; OpenCV, ncnn and others want it. */
export const conv2d: Lowering<Conv2dAttrs> = (e, { attrs, inputs }) => {
  const [, , height, width] = featureMap(inputs[1]!.type);
  const names = inputs.map((x) => x.name);
  return [e.node('Conv', names, { kernel_shape: [height, width], ...convAttributes(attrs) })];
};
