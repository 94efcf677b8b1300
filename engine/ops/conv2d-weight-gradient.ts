import type { OpDef, Tensor64 } from '../ir/op.ts';
import { sameDims } from '../ir/types.ts';
import { convolutionRows, convolvedDims } from './shape/convolution.ts';
import { illTyped, typed } from './shape/expect.ts';
import { count } from './shape/tensor.ts';
import type { ConvWindow } from './shape/window.ts';

export interface Conv2dWeightGradientAttrs extends ConvWindow {
  /** [O, C/groups, kh, kw]. */
  readonly weightDims: readonly number[];
}

/**
 * (x [N,C,H,W], dy [N,O,oh,ow]) → dw [O,C/groups,kh,kw]: each weight sums x · dy over the rows it met, over the whole
 * batch.
 */
export const conv2dWeightGradient: OpDef<Conv2dWeightGradientAttrs> = {
  kind: 'conv2dWeightGradient',
  product: true,
  infer(attrs, inputs) {
    const [x, dy] = typed('conv2dWeightGradient', inputs, 'f32', 'f32');
    const dw = { dtype: 'f32', dims: attrs.weightDims } as const;
    if (!sameDims(convolvedDims('conv2dWeightGradient', x, dw, attrs), dy.dims))
      illTyped('conv2dWeightGradient', `dy does not come from weights [${attrs.weightDims}]`, inputs);
    return [dw];
  },
  reference(attrs, [x, dy]: readonly [Tensor64, Tensor64]) {
    const data = new Float64Array(count(attrs.weightDims));
    convolutionRows(x.dims, attrs.weightDims, dy.dims, attrs, (xAt, step, wAt, yAt, length) => {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += x.data[xAt + i * step]! * dy.data[yAt + i]!;
      data[wAt] = data[wAt]! + sum;
    });
    return [{ dims: attrs.weightDims, data }];
  },
  gradient: 'none',
};
