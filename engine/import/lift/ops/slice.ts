import { lengthOf } from '../axes.ts';
import type { Lift } from '../index.ts';
import { refusal } from '../refusal.ts';
import { slicesOf } from '../slices.ts';
import { sizeValue } from '../window.ts';

/** Every n-th row and column from the first on is what a pool of 1 × 1 leaves. */
export const slice: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const { layer, axes } = x;
  const dims = axes.map((axis) => lengthOf(axis, layer.lengths));
  const lists = [1, 2, 3, 4].map((i) => l.optional(node, i)).map((list) => list && Array.from(list.data));
  const slices = slicesOf(node, dims, lists);
  const cut = slices.flatMap(({ length }, i) => (length === dims[i] ? [] : [i]));
  if (cut.length === 0 && slices.every(({ step }) => step > 0)) return x;
  const strideAlong = (own: 'H' | 'W'): number => slices[axes.findIndex((axis) => axis.join() === own)]?.step ?? 1;
  const isStrided = cut.every((i) => ['H', 'W'].includes(axes[i]!.join()) && isEveryNth(slices[i]!, dims[i]!));
  if (!isStrided) throw refusal(node, 'import.slice');
  const params = { kernel: 1, stride: sizeValue([strideAlong('H'), strideAlong('W')]), padding: 'valid' };
  return { ...x, layer: l.add(node, { kind: 'maxPool', params, inputs: [layer] }) };
};

const isEveryNth = ({ start, step, length }: ReturnType<typeof slicesOf>[number], size: number): boolean =>
  start === 0 && step > 0 && length === Math.ceil(size / step);
