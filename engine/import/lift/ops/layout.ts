import type { ForeignNode } from '../../foreign.ts';
import { number, numbers } from '../attributes.ts';
import { type Axes, lengthOf, regroup } from '../axes.ts';
import type { Computed } from '../fact.ts';
import type { Lift } from '../index.ts';
import type { Lifter } from '../lifter.ts';
import { refusal } from '../refusal.ts';

/** Nothing at inference. */
export const identity: Lift = (l, node) => l.computed(node, 0, true);

/** Another type of the same number. */
export const castLike: Lift = (l, node) => l.fact(node, 0);

/** The numbers as they are, under other dims. */
function under(node: ForeignNode, fact: Computed, dims: readonly number[]): Computed {
  const axes = regroup(fact.axes, dims, fact.layer.lengths);
  if (!axes) throw refusal(node, 'import.reshape', { dims: dims.join(' × ') });
  return { ...fact, axes };
}

const dimsOf = ({ axes, layer }: Computed): readonly number[] => axes.map((axis) => lengthOf(axis, layer.lengths));

export const reshape: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const given = l.has(node, 1) ? [...l.constant(node, 1).data] : [...(numbers(node, 'shape') ?? [])];
  const dims = dimsOf(x);
  const copies = number(node, 'allowzero', 0) === 0;
  const wanted = given.map((d, i) => (d === 0 && copies ? (dims[i] ?? 0) : d));
  const all = dims.reduce((n, d) => n * d, 1);
  const rest = all / wanted.reduce((n, d) => (d < 0 ? n : n * d), 1);
  return under(
    node,
    x,
    wanted.map((d) => (d < 0 ? rest : d)),
  );
};

/** Stretched along axes of one, for a product that stretches its gate itself. */
export const expand: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const wanted = [...l.constant(node, 1).data];
  const dims = dimsOf(x);
  const stays = wanted.every((d, i) => d === 1 || d === dims[i - wanted.length + dims.length]);
  const readers = l.model.nodes.filter((n) => n.inputs.includes(node.outputs[0]!));
  const { H, W } = x.layer.lengths;
  const isGate = H * W === 1 && wanted.length === 4 && readers.every((n) => n.op === 'Mul');
  if (!stays && !isGate) throw refusal(node, 'import.expand', { dims: wanted.join(' × ') });
  return x;
};

export const flatten: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const dims = dimsOf(x);
  const given = number(node, 'axis', 1);
  const axis = given < 0 ? given + dims.length : given;
  const product = (list: readonly number[]): number => list.reduce((n, d) => n * d, 1);
  return under(node, x, [product(dims.slice(0, axis)), product(dims.slice(axis))]);
};

/** As an attribute, or from opset 13 on as an input. */
function axesGiven(l: Lifter, node: ForeignNode, rank: number): readonly number[] | null {
  const list = l.has(node, 1) ? [...l.constant(node, 1).data] : numbers(node, 'axes');
  return list && list.map((axis) => (axis < 0 ? axis + rank : axis));
}

export const squeeze: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const dims = dimsOf(x);
  const gone = new Set(axesGiven(l, node, dims.length) ?? dims.flatMap((d, i) => (d === 1 ? [i] : [])));
  if ([...gone].some((axis) => dims[axis] !== 1)) throw refusal(node, 'import.reshape', { dims: dims.join(' × ') });
  // A batch of one that is squeezed away stays with the axis behind it.
  const axes: Axes = x.axes.filter((_, i) => !gone.has(i));
  const lost = x.axes.some((axis, i) => gone.has(i) && axis.includes('N'));
  return lost
    ? under(
        node,
        x,
        dims.filter((_, i) => !gone.has(i)),
      )
    : { ...x, axes };
};

export const unsqueeze: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const rank = x.axes.length + (axesGiven(l, node, 0)?.length ?? 0);
  const axes: (readonly ('N' | 'C' | 'H' | 'W')[])[] = [...x.axes];
  for (const axis of [...(axesGiven(l, node, rank) ?? [])].sort((a, b) => a - b)) axes.splice(axis, 0, []);
  return { ...x, axes };
};

export const transpose: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const order = numbers(node, 'perm') ?? x.axes.map((_, i) => x.axes.length - 1 - i);
  if (order.toSorted((a, b) => a - b).join() !== [...x.axes.keys()].join()) {
    throw refusal(node, 'import.attribute', { attribute: 'perm', value: order.join(', '), only: x.axes.length });
  }
  return { ...x, axes: order.map((axis) => x.axes[axis]!) };
};
