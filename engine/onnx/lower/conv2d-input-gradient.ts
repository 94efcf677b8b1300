import type { Conv2dInputGradientAttrs } from '../../ops/conv2d-input-gradient.ts';
import { convAttributes } from './conv2d.ts';
import { featureMap, type Lowering } from './lowering.ts';

/**
 * ConvTranspose is the transpose of Conv with the same weights (its [in, out/groups, kh, kw] are our OIHW). It makes
 * stride·(oh − 1) + dilation·(kh − 1) + 1 − pads rows; those that the stride left unread are its `output_padding`.
 */
export const conv2dInputGradient: Lowering<Conv2dInputGradientAttrs> = (e, { attrs, inputs: [dy, w] }) => {
  const [, , height, width] = featureMap({ dtype: 'f32', dims: attrs.inputDims });
  const [, , rows, columns] = featureMap(dy!.type);
  const [, , kh, kw] = featureMap(w!.type);
  const [top, left, bottom, right] = attrs.pads;
  const unread = (axis: 0 | 1, size: number, windows: number, kernel: number, pads: number): number =>
    size + pads - (attrs.stride[axis] * (windows - 1) + attrs.dilation[axis] * (kernel - 1) + 1);
  const output_padding = [unread(0, height, rows, kh, top + bottom), unread(1, width, columns, kw, left + right)];
  // OpenCV wants the kernel said, which follows from the weight.
  const shape = { kernel_shape: [kh, kw], output_padding };
  return [e.node('ConvTranspose', [dy!.name, w!.name], { ...convAttributes(attrs), ...shape })];
};
