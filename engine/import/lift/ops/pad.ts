import type { Pads } from '../../../layers/padding.ts';
import { number, numbers, text } from '../attributes.ts';
import { MAP, sameAxes } from '../axes.ts';
import type { Lift } from '../index.ts';
import { refusal } from '../refusal.ts';

/** Zeros around rows and columns become the padding of the layer behind. `pads` has all beginnings, then all ends. */
export const pad: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const given = l.has(node, 1)
    ? [...l.constant(node, 1).data]
    : (numbers(node, 'pads') ?? numbers(node, 'paddings') ?? []);
  if (given.every((p) => p === 0)) return x;
  const mode = text(node, 'mode', 'constant');
  if (mode !== 'constant')
    throw refusal(node, 'import.attribute', { attribute: 'mode', value: mode, only: 'constant' });
  const value = l.optional(node, 2)?.data[0] ?? number(node, 'value', 0);
  if (value !== 0) throw refusal(node, 'import.attribute', { attribute: 'value', value, only: 0 });
  const axes = l.optional(node, 3)?.data;
  const [begins, ends] = axes ? spread(axes, given) : [given.slice(0, 4), given.slice(4)];
  const around = [begins[2]!, begins[3]!, ends[2]!, ends[3]!];
  const isMap = sameAxes(x.axes, MAP, x.layer.lengths) && begins.length === 4 && ends.length === 4;
  if (!isMap || [begins[0], begins[1], ends[0], ends[1]].some((p) => p !== 0) || around.some((p) => p < 0)) {
    throw refusal(node, 'import.pads', { pads: given.join(', ') });
  }
  return { ...x, pads: around as unknown as Pads };
};

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
