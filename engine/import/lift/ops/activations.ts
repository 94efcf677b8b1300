import type { Constant, ForeignNode } from '../../foreign.ts';
import { number, text } from '../attributes.ts';
import type { Lift } from '../index.ts';
import type { Lifter } from '../lifter.ts';
import { refusal } from '../refusal.ts';

/** A float32 as people write it: 0.2, not 0.20000000298. Thirds and sixths keep all their digits. */
const plain = (value: number): number => {
  const short = Number(value.toPrecision(6));
  return Math.fround(short) === Math.fround(value) ? short : value;
};

/** Number by number, so that any order of the numbers will do. */
const pointwise =
  (kind: string, params: (node: ForeignNode) => Readonly<Record<string, number>> = () => ({})): Lift =>
  (l, node) => {
    const x = l.computed(node, 0);
    return { ...x, layer: l.add(node, { kind, params: params(node), inputs: [x.layer] }) };
  };

export const relu = pointwise('relu');
export const sigmoid = pointwise('sigmoid');
export const tanh = pointwise('tanh');
export const silu = pointwise('silu');
export const hardSwish = pointwise('hardSwish');
export const hardSigmoid: Lift = (l, node) => {
  const offset = number(node, 'beta', 0.5);
  if (offset !== 0.5) throw refusal(node, 'import.attribute', { attribute: 'beta', value: offset, only: 0.5 });
  return pointwise('hardSigmoid', () => ({ slope: plain(number(node, 'alpha', 0.2)) }))(l, node);
};
export const leakyRelu = pointwise('leakyRelu', (node) => ({
  slope: plain(number(node, 'alpha', 0.01)),
}));

export const gelu: Lift = (l, node) => {
  const approximate = text(node, 'approximate', 'none');
  if (approximate === 'none') return pointwise('gelu')(l, node);
  throw refusal(node, 'import.attribute', { attribute: 'approximate', value: approximate, only: 'none' });
};

/** Between 0 and 6 a ReLU6, from 0 on a ReLU, without bounds nothing. Bounds are attributes or inputs. */
export const clip: Lift = (l, node) => {
  const low = bound(l, node, 1, 'min', Number.NEGATIVE_INFINITY);
  const high = bound(l, node, 2, 'max', Number.POSITIVE_INFINITY);
  const isOpen = high > 3e38;
  if (low < -3e38 && isOpen) return l.computed(node, 0);
  if (low === 0 && isOpen) return relu(l, node);
  if (low === 0 && high === 6) return pointwise('relu6')(l, node);
  throw refusal(node, 'import.bounds', { low, high });
};

function bound(l: Lifter, node: ForeignNode, index: number, name: string, fallback: number): number {
  const given: Constant | null = l.optional(node, index);
  return given ? given.data[0]! : number(node, name, fallback);
}
