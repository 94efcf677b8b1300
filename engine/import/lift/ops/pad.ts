import type { Pads } from '../../../layers/padding.ts';
import type { ForeignNode } from '../../foreign.ts';
import { number, numbers, text } from '../attributes.ts';
import { MAP, sameAxes } from '../axes.ts';
import type { Computed } from '../fact.ts';
import type { Lift } from '../index.ts';
import { type Lifter, padWith } from '../lifter.ts';
import { refusal } from '../refusal.ts';

/** What stands for −∞: the lowest float32, but for what it was rounded by. */
const LOWEST = -3.4e38;

const fills: Readonly<Record<string, 'zero' | 'edge' | 'reflect'>> = {
  constant: 'zero',
  edge: 'edge',
  reflect: 'reflect',
};

/**
 * Zeros around rows and columns become the padding of the layer behind, if it has any; else they are a layer. `pads`
 * has all beginnings, then all ends.
 */
export const pad: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const given = l.has(node, 1)
    ? [...l.constant(node, 1).data]
    : (numbers(node, 'pads') ?? numbers(node, 'paddings') ?? []);
  if (given.every((p) => p === 0)) return x;
  const mode = text(node, 'mode', 'constant');
  const fill = fills[mode];
  if (!fill) throw refusal(node, 'import.attribute', { attribute: 'mode', value: mode, only: 'constant' });
  const value = l.optional(node, 2)?.data[0] ?? number(node, 'value', 0);
  const lowest = fill === 'zero' && value <= LOWEST;
  if (fill === 'zero' && value !== 0 && !lowest)
    throw refusal(node, 'import.attribute', { attribute: 'value', value, only: 0 });
  const axes = l.optional(node, 3)?.data;
  const [begins, ends] = axes ? spread(axes, given) : [given.slice(0, 4), given.slice(4)];
  const around = [begins[2]!, begins[3]!, ends[2]!, ends[3]!];
  const channels = [begins[1]!, ends[1]!] as const;
  const isMap = sameAxes(x.axes, MAP, x.layer.lengths) && begins.length === 4 && ends.length === 4;
  if (isMap && begins[0] === 0 && ends[0] === 0) {
    if (channels.every((p) => p === 0) && around.every((p) => p >= 0)) {
      const pads = around as unknown as Pads;
      return fill === 'zero' ? { ...x, pads, lowest } : padWith(l, node, x, pads, fill);
    }
    if (fill === 'zero' && !lowest && around.every((p) => p === 0) && channels.every((p) => p >= 0))
      return withZeroChannels(l, node, x, channels);
  }
  throw refusal(node, 'import.pads', { pads: given.join(', ') });
};

/**
 * Channels of zeros before and behind, in a residual network's shortcut without parameters: as many on both sides, and
 * with it the strided rows and columns in front, where nothing else reads them.
 */
function withZeroChannels(l: Lifter, node: ForeignNode, x: Computed, [before, behind]: readonly [number, number]) {
  if (behind - before < 0 || behind - before > 1) throw refusal(node, 'import.pads', { pads: `${before}, ${behind}` });
  const { layer } = x;
  const filters = layer.lengths.C + before + behind;
  const isSampled = layer.kind === 'maxPool' && layer.params['kernel'] === 1 && l.readers(node.inputs[0]!) === 1;
  if (isSampled) l.drop(layer);
  const [source] = isSampled ? layer.inputs : [layer];
  const params = { mode: 'zeroPad', filters, ...(isSampled ? { stride: layer.params['stride']! } : {}) };
  return { ...x, layer: l.add(node, { kind: 'shortcut', params, inputs: [source!] }) };
}

/** From opset 18 on only some axes may be named. */
function spread(axes: Float32Array | Float64Array, given: readonly number[]): readonly [number[], number[]] {
  const begins = [0, 0, 0, 0];
  const ends = [0, 0, 0, 0];
  for (const [i, axis] of axes.entries()) {
    const at = axis < 0 ? axis + 4 : axis;
    begins[at] = given[i]!;
    ends[at] = given[axes.length + i]!;
  }
  return [begins, ends];
}
