import type { ParamValue } from '../../../base/diagnostics.ts';
import { number } from '../attributes.ts';
import type { Lift } from '../index.ts';
import { mapLike } from '../lifter.ts';
import { paddingValue, padsOf, sizeValue, windowOf } from '../window.ts';

/** X [N, C, H, W], W [M, C / group, kH, kW], B [M]; a signal has W alone, and kW. */
export const conv: Lift = (l, node) => {
  const x = l.computed(node, 0, true);
  const layer = l.map(node, x);
  const w = l.constant(node, 1);
  const [filters] = w.dims;
  const { kernel, stride, dilation } = windowOf(node, w.dims.slice(2));
  const pads = padsOf(node, layer, { kernel, stride, dilation }, x.pads);
  const bias = l.optional(node, 2);
  const params: Record<string, ParamValue> = {
    filters: filters!,
    kernel: sizeValue(kernel),
    ...(stride.every((s) => s === 1) ? {} : { stride: sizeValue(stride) }),
    padding: paddingValue(pads),
    ...(dilation.every((d) => d === 1) ? {} : { dilation: sizeValue(dilation) }),
    ...(number(node, 'group', 1) === 1 ? {} : { groups: number(node, 'group', 1) }),
    bias: bias !== null,
  };
  const weights = new Map([['weight', Float32Array.from(w.data)]]);
  if (bias) weights.set('bias', Float32Array.from(bias.data));
  return mapLike(x, l.add(node, { kind: 'conv2d', params, inputs: [layer], weights, called: node.inputs[1]! }));
};
