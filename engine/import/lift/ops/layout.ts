import type { ForeignNode } from '../../foreign.ts';
import { number, numbers } from '../attributes.ts';
import { type Axes, lengthOf, regroup } from '../axes.ts';
import { type Cut, dimsOfGroups, type Groups, groupsOf, moveOf, regrouped, wholeAxes } from '../cut.ts';
import type { Computed, Fact } from '../fact.ts';
import type { Lift } from '../index.ts';
import { type Lifter, ofLayer } from '../lifter.ts';
import { refusal } from '../refusal.ts';

/** Nothing at inference. */
export const identity: Lift = (l, node) => {
  const fact = l.fact(node, 0);
  return fact.is === 'cut' ? fact : l.computed(node, 0, 'any');
};

/** Another type of the same number. */
export const castLike: Lift = (l, node) => l.fact(node, 0);

const dimsOf = (fact: Computed | Cut): readonly number[] =>
  fact.is === 'cut' ? dimsOfGroups(fact.groups) : fact.axes.map((axis) => lengthOf(axis, fact.layer.lengths));

/** What a layer computes, or a piece of it. */
function shaped(l: Lifter, node: ForeignNode): Computed | Cut {
  const fact = l.fact(node, 0);
  return fact.is === 'cut' ? fact : l.computed(node, 0);
}

/** The numbers as they are, under other dims: axes may be cut, and put together again. */
function under(l: Lifter, node: ForeignNode, fact: Computed | Cut, dims: readonly number[]): Fact {
  const axes = fact.is === 'computed' ? regroup(fact.axes, dims, fact.layer.lengths) : null;
  if (fact.is === 'computed' && axes) return { ...fact, axes };
  const source = fact.is === 'cut' ? fact.source : fact;
  const groups = regrouped(fact.is === 'cut' ? fact.groups : groupsOf(fact), dims);
  if (!groups || source.order || source.layer.form !== 'map') {
    throw refusal(node, 'import.reshape', { dims: dims.join(' × ') });
  }
  return whole(l, node, source, groups);
}

/** What comes of pieces: the map again, one whose numbers were moved, or pieces still. */
function whole(l: Lifter, node: ForeignNode, source: Computed, groups: Groups): Fact {
  const { layer } = source;
  const axes = wholeAxes(groups, layer.lengths);
  if (axes) return { ...source, axes };
  const move = moveOf(groups, layer.lengths);
  return move ? ofLayer(l.add(node, { ...move, inputs: [layer] })) : { is: 'cut', source, groups };
}

export const reshape: Lift = (l, node) => {
  const x = shaped(l, node);
  const given = l.has(node, 1) ? [...l.constant(node, 1).data] : [...(numbers(node, 'shape') ?? [])];
  const dims = dimsOf(x);
  const copies = number(node, 'allowzero', 0) === 0;
  const wanted = given.map((d, i) => (d === 0 && copies ? (dims[i] ?? 0) : d));
  const all = dims.reduce((n, d) => n * d, 1);
  const rest = all / wanted.reduce((n, d) => (d < 0 ? n : n * d), 1);
  return under(
    l,
    node,
    x,
    wanted.map((d) => (d < 0 ? rest : d)),
  );
};

/** All of an axis in its order, under the dims of the indices: what a copy into another order of memory may become. */
export const gather: Lift = (l, node) => {
  const x = shaped(l, node);
  const dims = dimsOf(x);
  const given = number(node, 'axis', 0);
  const axis = given < 0 ? given + dims.length : given;
  const indices = l.constant(node, 1);
  const isAll = indices.data.length === dims[axis] && indices.data.every((index, i) => index === i);
  if (!isAll) throw refusal(node, 'import.gather');
  return under(l, node, x, [...dims.slice(0, axis), ...indices.dims, ...dims.slice(axis + 1)]);
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
  const x = shaped(l, node);
  const dims = dimsOf(x);
  const given = number(node, 'axis', 1);
  const axis = given < 0 ? given + dims.length : given;
  const product = (list: readonly number[]): number => list.reduce((n, d) => n * d, 1);
  return under(l, node, x, [product(dims.slice(0, axis)), product(dims.slice(axis))]);
};

/** As an attribute, or from opset 13 on as an input. */
function axesGiven(l: Lifter, node: ForeignNode, rank: number): readonly number[] | null {
  const list = l.has(node, 1) ? [...l.constant(node, 1).data] : numbers(node, 'axes');
  return list && list.map((axis) => (axis < 0 ? axis + rank : axis));
}

export const squeeze: Lift = (l, node) => {
  const x = shaped(l, node);
  const dims = dimsOf(x);
  const gone = new Set(axesGiven(l, node, dims.length) ?? dims.flatMap((d, i) => (d === 1 ? [i] : [])));
  if ([...gone].some((axis) => dims[axis] !== 1)) throw refusal(node, 'import.reshape', { dims: dims.join(' × ') });
  const left = dims.filter((_, i) => !gone.has(i));
  // A batch of one that is squeezed away stays with the axis behind it.
  if (x.is === 'cut' || x.axes.some((axis, i) => gone.has(i) && axis.includes('N'))) return under(l, node, x, left);
  return { ...x, axes: x.axes.filter((_, i) => !gone.has(i)) };
};

export const unsqueeze: Lift = (l, node) => {
  const x = shaped(l, node);
  const groups: readonly (readonly unknown[])[] = x.is === 'cut' ? x.groups : x.axes;
  const rank = groups.length + (axesGiven(l, node, 0)?.length ?? 0);
  const spread = [...groups];
  for (const axis of [...(axesGiven(l, node, rank) ?? [])].sort((a, b) => a - b)) spread.splice(axis, 0, []);
  return x.is === 'cut' ? { ...x, groups: spread as Groups } : { ...x, axes: spread as Axes };
};

export const transpose: Lift = (l, node) => {
  const x = shaped(l, node);
  const groups: readonly (readonly unknown[])[] = x.is === 'cut' ? x.groups : x.axes;
  const order = numbers(node, 'perm') ?? groups.map((_, i) => groups.length - 1 - i);
  if (order.toSorted((a, b) => a - b).join() !== [...groups.keys()].join()) {
    throw refusal(node, 'import.attribute', { attribute: 'perm', value: order.join(', '), only: groups.length });
  }
  const moved = order.map((axis) => groups[axis]!);
  return x.is === 'cut' ? whole(l, node, x.source, moved as Groups) : { ...x, axes: moved as Axes };
};
