import type { ForeignNode } from '../../foreign.ts';
import { number, numbers } from '../attributes.ts';
import { lengthOf } from '../axes.ts';
import type { Computed } from '../fact.ts';
import type { Lift } from '../index.ts';
import type { Lifter } from '../lifter.ts';
import { refusal } from '../refusal.ts';
import { type Slice, slicesOf } from '../slices.ts';
import { sizeValue } from '../window.ts';

const named = { C: 'channels', H: 'rows', W: 'columns' } as const;

/** Every n-th row and column from the first on is what a pool of 1 × 1 leaves; other parts are slices. */
export const slice: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const dims = x.axes.map((axis) => lengthOf(axis, x.layer.lengths));
  const lists = [1, 2, 3, 4].map((i) => l.optional(node, i)).map((list) => list && Array.from(list.data));
  const slices = slicesOf(node, dims, lists);
  return strided(l, node, x, slices) ?? slices.reduce((part, taken, i) => cutAlong(l, node, part, i, taken), x);
};

function strided(l: Lifter, node: ForeignNode, x: Computed, slices: readonly Slice[]): Computed | null {
  const { axes, layer } = x;
  const sizes = axes.map((axis) => lengthOf(axis, layer.lengths));
  const isCut = (i: number): boolean => slices[i]!.length !== sizes[i] || slices[i]!.step < 0;
  const isEveryNth = ({ start, step, length }: Slice, size: number): boolean =>
    start === 0 && step > 1 && length === Math.ceil(size / step);
  const cut = [...axes.keys()].filter(isCut);
  const inPlane = cut.every((i) => ['H', 'W'].includes(axes[i]!.join()) && isEveryNth(slices[i]!, sizes[i]!));
  if (cut.length === 0 || !inPlane || layer.form !== 'map') return null;
  const along = (own: 'H' | 'W'): number => slices[axes.findIndex((axis) => axis.join() === own)]?.step ?? 1;
  const params = { kernel: 1, stride: sizeValue([along('H'), along('W')]), padding: 'valid' };
  return { ...x, layer: l.add(node, { kind: 'maxPool', params, inputs: [layer] }) };
}

function cutAlong(l: Lifter, node: ForeignNode, x: Computed, i: number, { start, step, length }: Slice): Computed {
  const { axes, layer } = x;
  const size = lengthOf(axes[i]!, layer.lengths);
  if (start === 0 && step === 1 && length === size) return x;
  const [own, ...others] = axes[i]!.filter((a) => a === 'N' || layer.lengths[a] !== 1);
  if (!own || own === 'N' || others.length > 0 || step < 1 || length < 1 || x.order)
    throw refusal(node, 'import.slice');
  const params = {
    ...(own === 'C' ? {} : { axis: named[own] }),
    ...(start === 0 ? {} : { from: start }),
    ...(start + length * step >= size ? {} : { to: start + length * step }),
    ...(step === 1 ? {} : { step }),
  };
  return { ...x, layer: l.add(node, { kind: 'slice', params, inputs: [layer] }) };
}

/** One slice an output. */
export const split: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const given = number(node, 'axis', 0);
  const axis = given < 0 ? given + x.axes.length : given;
  const size = x.axes[axis] ? lengthOf(x.axes[axis], x.layer.lengths) : 0;
  const count = node.outputs.length;
  const part = Math.ceil(size / count);
  const even = node.outputs.map((_, i) => Math.min(part, size - i * part));
  const lengths = l.has(node, 1) ? [...l.constant(node, 1).data] : (numbers(node, 'split') ?? even);
  let start = 0;
  return node.outputs.map((_, i) => {
    const length = lengths[i] ?? 0;
    const taken = cutAlong(l, node, x, axis, { start, step: 1, length });
    start += length;
    return taken;
  });
};
