import type { Value } from '../ir/graph.ts';
import type { OpDef, Tensor64 } from '../ir/op.ts';
import type { Dim } from '../ir/types.ts';
import { sameDims } from '../ir/types.ts';
import { conv2d } from './conv2d.ts';
import { conv2dWeightGradient } from './conv2d-weight-gradient.ts';
import { convolutionRows, convolvedDims } from './shape/convolution.ts';
import { illTyped, known, typed } from './shape/expect.ts';
import { count } from './shape/tensor.ts';
import type { ConvWindow } from './shape/window.ts';

export interface Conv2dInputGradientAttrs extends ConvWindow {
  /** [N, C, H, W] of the convolution's input: strides lose up to stride − 1 rows, so it does not follow from dy. */
  readonly inputDims: readonly Dim[];
}

/**
 * (dy [N,O,oh,ow], w [O,C/groups,kh,kw]) → dx [N,C,H,W]: each weight hands its row of dy back to where it read x. As a
 * layer's own function this is the transposed convolution, of dy with O input and C output channels; what it is to a
 * convolution, the convolution is to it.
 */
export const conv2dInputGradient: OpDef<Conv2dInputGradientAttrs> = {
  kind: 'conv2dInputGradient',
  product: true,
  infer(attrs, inputs) {
    const [dy, w] = typed('conv2dInputGradient', inputs, 'f32', 'f32');
    const dx = { dtype: 'f32', dims: attrs.inputDims } as const;
    if (!sameDims(convolvedDims('conv2dInputGradient', dx, w, attrs), dy.dims))
      illTyped('conv2dInputGradient', `dy does not come from [${attrs.inputDims.join(',')}]`, inputs);
    return [dx];
  },
  reference(attrs, [dy, w]: readonly [Tensor64, Tensor64]) {
    const dims = attrs.inputDims.map((d) => (d === 'N' ? dy.dims[0]! : d));
    const data = new Float64Array(count(dims));
    convolutionRows(dims, w.dims, dy.dims, attrs, (xAt, step, wAt, yAt, length) => {
      const weight = w.data[wAt]!;
      for (let i = 0; i < length; i++) data[xAt + i * step] = data[xAt + i * step]! + weight * dy.data[yAt + i]!;
    });
    return [{ dims, data }];
  },
  gradient(b, { inputs, attrs: { stride, dilation, pads, groups } }, [dx]) {
    const window = { stride, dilation, pads, groups };
    const [dy, w] = inputs as readonly [Value, Value];
    const weightDims = w.type.dims.map((d) => known('conv2dInputGradient', d));
    return [b.one(conv2d, window, dx!, w), b.one(conv2dWeightGradient, { ...window, weightDims }, dx!, dy)];
  },
};
