import type { Value } from '../ir/graph.ts';
import type { OpDef, Tensor64 } from '../ir/op.ts';
import { sameDims } from '../ir/types.ts';
import { conv2dInputGradient } from './conv2d-input-gradient.ts';
import { conv2dWeightGradient } from './conv2d-weight-gradient.ts';
import { reduceSum } from './reduce-sum.ts';
import { convolvedDims, patches } from './shape/convolution.ts';
import { illTyped, known, typed } from './shape/expect.ts';
import { addRowProducts } from './shape/row-products.ts';
import { count } from './shape/tensor.ts';
import type { ConvWindow } from './shape/window.ts';

export type Conv2dAttrs = ConvWindow;

/** Output positions whose patches are laid out at a time: bounds the memory, fits a cache. */
const POSITIONS = 64;

/** (x [N,C,H,W], w [O,C/groups,kh,kw], bias? [O]) → y [N,O,oh,ow]: cross-correlation, as all deep learning has it. */
export const conv2d: OpDef<Conv2dAttrs> = {
  kind: 'conv2d',
  product: true,
  infer(attrs, inputs) {
    const [x, w] = typed('conv2d', inputs.slice(0, 2), 'f32', 'f32');
    const dims = convolvedDims('conv2d', x, w, attrs);
    if (inputs.length > 2 && !sameDims(typed('conv2d', inputs, 'f32', 'f32', 'f32')[2].dims, [dims[1]!]))
      illTyped('conv2d', 'bias has one number a filter', inputs);
    return [{ dtype: 'f32', dims }];
  },
  /** Each filter's dot product with each patch of the input. */
  reference(attrs, inputs) {
    const [x, w, bias] = inputs as readonly [Tensor64, Tensor64, Tensor64?];
    const dims = convolvedDims(
      'conv2d',
      { dtype: 'f32', dims: x.dims },
      { dtype: 'f32', dims: w.dims },
      attrs,
    ) as readonly number[];
    const data = new Float64Array(count(dims));
    if (bias) {
      const plane = dims[2]! * dims[3]!;
      for (let at = 0; at < data.length; at += plane) data.fill(bias.data[(at / plane) % dims[1]!]!, at, at + plane);
    }
    const [batch, filters, rows, columns] = dims as readonly [number, number, number, number];
    const inner = count(w.dims.slice(1));
    const perGroup = filters / attrs.groups;
    const plane = rows * columns;
    for (let n = 0; n < batch; n++)
      for (let group = 0; group < attrs.groups; group++)
        for (let from = 0; from < plane; from += POSITIONS) {
          const to = Math.min(from + POSITIONS, plane);
          const seen = patches(x, w.dims, dims, attrs, { n, group, from, to });
          const filtered = { data: w.data, at: group * perGroup * inner, rows: perGroup };
          const at = (n * filters + group * perGroup) * plane + from;
          addRowProducts(filtered, { data: seen, rows: to - from }, inner, { data, at, stride: plane });
        }
    return [{ dims, data }];
  },
  gradient(b, call, [dy]) {
    const [x, w, bias] = call.inputs as readonly [Value, Value, Value?];
    const weightDims = w.type.dims.map((d) => known('conv2d', d));
    const dx = b.one(conv2dInputGradient, { ...call.attrs, inputDims: x.type.dims }, dy!, w);
    const dw = b.one(conv2dWeightGradient, { ...call.attrs, weightDims }, x, dy!);
    return bias ? [dx, dw, b.one(reduceSum, { axes: [0, 2, 3], keepDims: false }, dy!)] : [dx, dw];
  },
};
