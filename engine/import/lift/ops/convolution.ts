import type { ParamValue } from '../../../base/diagnostics.ts';
import { type Pads, span } from '../../../layers/padding.ts';
import type { Constant, ForeignNode } from '../../foreign.ts';
import { number, numbers, text } from '../attributes.ts';
import type { Lift } from '../index.ts';
import { type Lifter, mapLike } from '../lifter.ts';
import { refusal } from '../refusal.ts';
import { type ForeignWindow, paddingValue, padsOf, sizeValue, windowOf } from '../window.ts';

/** None where the file makes zeros up for a convolution without: PyTorch's new exporter does, unoptimised. */
function biasOf(l: Lifter, node: ForeignNode): Constant | null {
  const bias = l.optional(node, 2);
  return bias && !l.model.constants.has(node.inputs[2]!) && bias.data.every((x) => x === 0) ? null : bias;
}

/** X [N, C, H, W], W [M, C / group, kH, kW], B [M]; a signal has W alone, and kW. */
export const conv: Lift = (l, node) => {
  const x = l.computed(node, 0, 'zeros');
  const layer = l.map(node, x);
  const w = l.constant(node, 1);
  const [filters] = w.dims;
  const { kernel, stride, dilation } = windowOf(node, w.dims.slice(2));
  const pads = padsOf(node, layer, { kernel, stride, dilation }, x.pads);
  const bias = biasOf(l, node);
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

/** X [N, C, H, W], W [C, M / group, kH, kW], B [M]. */
export const convTranspose: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const layer = l.map(node, x);
  const w = l.constant(node, 1);
  const [, perGroup] = w.dims;
  if (w.dims.length !== 4) throw refusal(node, 'import.notTwoDimensional', { dims: w.dims.length - 2 });
  const window = windowOf(node, w.dims.slice(2));
  const { kernel, stride, dilation } = window;
  const groups = number(node, 'group', 1);
  const more = numbers(node, 'output_padding') ?? [0, 0];
  const bias = l.optional(node, 2);
  const params: Record<string, ParamValue> = {
    filters: perGroup! * groups,
    kernel: sizeValue(kernel),
    stride: sizeValue(stride),
    padding: paddingValue(cutOff(node, [layer.lengths.H, layer.lengths.W], window, more)),
    ...(more.every((p) => p === 0) ? {} : { outputPadding: sizeValue(more) }),
    ...(dilation.every((d) => d === 1) ? {} : { dilation: sizeValue(dilation) }),
    ...(groups === 1 ? {} : { groups }),
    bias: bias !== null,
  };
  const weights = new Map([['weight', Float32Array.from(w.data)]]);
  if (bias) weights.set('bias', Float32Array.from(bias.data));
  return mapLike(
    x,
    l.add(node, { kind: 'convTranspose2d', params, inputs: [layer], weights, called: node.inputs[1]! }),
  );
};

/**
 * What is cut off at the top, left, bottom and right: the node's pads, or what makes the size that it wants, the odd
 * row at the end by SAME_UPPER and at the beginning else.
 */
function cutOff(
  node: ForeignNode,
  input: readonly [number, number],
  { kernel, stride, dilation }: ForeignWindow,
  more: readonly number[],
): Pads {
  const auto = text(node, 'auto_pad', 'NOTSET');
  const same = auto === 'SAME_UPPER' || auto === 'SAME_LOWER';
  const wanted = numbers(node, 'output_shape')?.slice(-2) ?? (same ? input.map((n, axis) => n * stride[axis]!) : null);
  if (!wanted) {
    const pads = auto === 'VALID' ? [0, 0, 0, 0] : (numbers(node, 'pads') ?? [0, 0, 0, 0]);
    if (pads.some((p) => p < 0)) throw refusal(node, 'import.pads', { pads: pads.join(', ') });
    return pads as unknown as Pads;
  }
  const totals = input.map(
    (n, axis) => (n - 1) * stride[axis]! + more[axis]! + span(kernel[axis]!, dilation[axis]!) - wanted[axis]!,
  );
  if (totals.some((total) => total < 0)) throw refusal(node, 'import.pads', { pads: totals.join(', ') });
  const [small, large] = [totals.map((n) => n >> 1), totals.map((n) => n - (n >> 1))];
  const [begin, end] = auto === 'SAME_UPPER' ? [small, large] : [large, small];
  return [begin[0]!, begin[1]!, end[0]!, end[1]!];
}
