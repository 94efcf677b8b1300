import { wholeNumbers } from '../../foreign.ts';
import { number } from '../attributes.ts';
import { lengthOf } from '../axes.ts';
import type { Lift } from '../index.ts';

/** Sizes are known: what is computed with them is folded. */
export const shape: Lift = (l, node) => {
  const { axes, layer } = l.computed(node, 0);
  const dims = axes.map((axis) => lengthOf(axis, layer.lengths));
  const end = node.attributes['end'];
  const shown = dims.slice(number(node, 'start', 0), typeof end === 'number' ? end : undefined);
  return { is: 'constant', constant: wholeNumbers(shown) };
};

export const size: Lift = (l, node) => {
  const { axes, layer } = l.computed(node, 0);
  const count = axes.reduce((n, axis) => n * lengthOf(axis, layer.lengths), 1);
  return { is: 'constant', constant: wholeNumbers([count], []) };
};
