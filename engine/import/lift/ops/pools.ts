import type { ParamValue } from '../../../base/diagnostics.ts';
import type { ForeignNode } from '../../foreign.ts';
import { number, numbers, requireNumber } from '../attributes.ts';
import type { Axes, Axis } from '../axes.ts';
import type { Computed } from '../fact.ts';
import type { Lift } from '../index.ts';
import type { LiftedLayer } from '../lifted.ts';
import { type Lifter, mapLike, ofLayer } from '../lifter.ts';
import { refusal } from '../refusal.ts';
import { coversAll, paddingValue, padsOf, sizeValue, windowOf } from '../window.ts';

export const maxPool: Lift = (l, node) => {
  requireNumber(node, 'storage_order', 0);
  if ((node.outputs[1] ?? '') !== '' && l.readers(node.outputs[1]!) > 0) throw refusal(node, 'import.indices');
  const given = l.computed(node, 0, 'any');
  // Zeros around are as good as no padding where nothing lies below zero.
  const passes = given.lowest || given.layer.kind === 'relu' || given.layer.kind === 'relu6';
  const x = passes ? given : l.computed(node, 0);
  const { params, layer, pads, window } = sliding(l, node, x);
  if (coversAll(layer, window, pads)) return mapLike(x, l.add(node, { kind: 'globalMaxPool', inputs: [layer] }));
  return mapLike(x, l.add(node, { kind: 'maxPool', params, inputs: [layer] }));
};

export const averagePool: Lift = (l, node) => {
  const x = l.computed(node, 0, 'zeros');
  const { params, layer, pads, window } = sliding(l, node, x);
  if (coversAll(layer, window, pads)) return mapLike(x, mean(l, node, layer));
  const counts = number(node, 'count_include_pad', 0) === 1;
  const padded = pads.some((p) => p > 0);
  // Zeros of a Pad node are numbers like others; a pool's own are so only by its attribute.
  const inFront = x.pads?.some((p) => p > 0) ?? false;
  const own = pads.some((p, side) => p > (x.pads?.[side] ?? 0));
  if (inFront && own && !counts) throw refusal(node, 'import.padding');
  const countIncludePad = padded && (counts || inFront);
  const all = countIncludePad ? { ...params, countIncludePad } : params;
  return mapLike(x, l.add(node, { kind: 'averagePool', params: all, inputs: [layer] }));
};

function sliding(l: Lifter, node: ForeignNode, x: Computed) {
  const layer = l.map(node, x);
  const window = windowOf(node, numbers(node, 'kernel_shape') ?? []);
  const { kernel, stride, dilation } = window;
  if (dilation.some((d) => d !== 1)) {
    throw refusal(node, 'import.attribute', { attribute: 'dilations', value: dilation.join(', '), only: 1 });
  }
  const pads = padsOf(node, layer, window, x.pads);
  const params: Record<string, ParamValue> = {
    kernel: sizeValue(kernel),
    stride: sizeValue(stride),
    padding: paddingValue(pads),
    ...(number(node, 'ceil_mode', 0) === 1 ? { ceil: true } : {}),
  };
  return { layer, params, pads, window };
}

export const globalAveragePool: Lift = (l, node) => {
  const x = l.computed(node, 0);
  return mapLike(x, mean(l, node, l.map(node, x)));
};

export const globalMaxPool: Lift = (l, node) => {
  const x = l.computed(node, 0);
  return mapLike(x, l.add(node, { kind: 'globalMaxPool', inputs: [l.map(node, x)] }));
};

const mean = (l: Lifter, node: ForeignNode, layer: LiftedLayer): LiftedLayer =>
  l.add(node, { kind: 'globalAveragePool', inputs: [layer] });

/** Over rows and columns of a map; axes as an attribute, or from opset 18 on as an input. */
const reduce =
  (kinds: { readonly all: string; readonly some: string }): Lift =>
  (l, node) => {
    const x = l.computed(node, 0);
    const { layer, axes } = x;
    const given = l.has(node, 1) ? [...l.constant(node, 1).data] : (numbers(node, 'axes') ?? axes.map((_, i) => i));
    const over = new Set(given.map((axis) => (axis < 0 ? axis + axes.length : axis)));
    const gone = new Set(axes.filter((_, i) => over.has(i)).flat());
    const left = axes.filter((_, i) => !over.has(i)).flat();
    if (layer.form !== 'map' || gone.has('N') || gone.has('C')) throw refusal(node, 'import.mean');
    const keep = number(node, 'keepdims', 1) === 1;
    const kept: Axes = axes.flatMap((axis, i) => (over.has(i) ? (keep ? [[] as Axis] : []) : [axis]));
    if (left.every((own) => isLeft(own, layer)))
      return ofLayer(l.add(node, { kind: kinds.all, inputs: [layer] }), kept);
    // Over rows alone or columns alone: a pool as high or as wide as the map.
    const { H, W } = layer.lengths;
    const params = { kernel: gone.has('H') ? [H, 1] : [1, W], stride: 1, padding: 'valid' };
    return ofLayer(l.add(node, { kind: kinds.some, params, inputs: [layer] }), kept);
  };

export const reduceMean = reduce({ all: 'globalAveragePool', some: 'averagePool' });
export const reduceMax = reduce({ all: 'globalMaxPool', some: 'maxPool' });

const isLeft = (own: string, { lengths }: LiftedLayer): boolean =>
  own === 'N' || own === 'C' || lengths[own as 'H' | 'W'] === 1;
