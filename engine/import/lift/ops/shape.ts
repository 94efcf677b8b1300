import { wholeNumbers } from '../../foreign.ts';
import { number } from '../attributes.ts';
import { lengthOf } from '../axes.ts';
import { dimsOfGroups } from '../cut.ts';
import type { Computed } from '../fact.ts';
import type { Lift } from '../index.ts';

/** Sizes are known: what is computed with them is folded. */
export const shape: Lift = (l, node) => {
  const fact = l.fact(node, 0);
  const dims = fact.is === 'cut' ? dimsOfGroups(fact.groups) : dimsOf(l.computed(node, 0));
  const end = node.attributes['end'];
  const shown = dims.slice(number(node, 'start', 0), typeof end === 'number' ? end : undefined);
  return { is: 'constant', constant: wholeNumbers(shown) };
};

export const size: Lift = (l, node) => {
  const count = dimsOf(l.computed(node, 0)).reduce((n, d) => n * d, 1);
  return { is: 'constant', constant: wholeNumbers([count], []) };
};

const dimsOf = ({ axes, layer }: Computed): readonly number[] => axes.map((axis) => lengthOf(axis, layer.lengths));
