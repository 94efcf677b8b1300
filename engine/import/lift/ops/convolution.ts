import type { ParamValue } from '../../../base/diagnostics.ts';
import { number, numbers } from '../attributes.ts';
import type { Lift } from '../index.ts';
import { ofLayer } from '../lifter.ts';
import { refusal } from '../refusal.ts';
import { paddingValue, padsOf, sizeValue } from '../window.ts';

/** X [N, C, H, W], W [M, C / group, kH, kW], B [M]. */
export const conv: Lift = (l, node) => {
  const x = l.computed(node, 0, true);
  const layer = l.map(node, x);
  const w = l.constant(node, 1);
  const [filters, , rows, columns] = w.dims;
  if (w.dims.length !== 4) throw refusal(node, 'import.notTwoDimensional', { dims: w.dims.length - 2 });
  const kernel = [rows!, columns!] as const;
  const stride = numbers(node, 'strides') ?? [1, 1];
  const dilation = numbers(node, 'dilations') ?? [1, 1];
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
  return ofLayer(l.add(node, { kind: 'conv2d', params, inputs: [layer], weights, called: node.inputs[1]! }));
};
