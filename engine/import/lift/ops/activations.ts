import type { Constant, ForeignNode } from '../../foreign.ts';
import { number, text } from '../attributes.ts';
import { perChannel } from '../channels.ts';
import type { Lift } from '../index.ts';
import type { Lifter } from '../lifter.ts';
import { refusal } from '../refusal.ts';

/** A float32 as people write it: 0.2, not 0.20000000298. Thirds and sixths keep all their digits. */
const plain = (value: number): number => {
  const short = Number(value.toPrecision(6));
  return Math.fround(short) === Math.fround(value) ? short : value;
};

type Params = Readonly<Record<string, number | string>>;

/** Number by number, so that any order of the numbers will do. */
const pointwise =
  (kind: string, params: (node: ForeignNode) => Params = () => ({})): Lift =>
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

export const gelu = pointwise(
  'gelu',
  (node): Params => (text(node, 'approximate', 'none') === 'none' ? {} : { approximation: 'tanh' }),
);
export const elu = pointwise('elu', (node) => ({ alpha: plain(number(node, 'alpha', 1)) }));
export const softplus = pointwise('softplus');
export const mish = pointwise('mish');

/** With the constants of the paper, which are ONNX's too. */
export const selu: Lift = (l, node) => {
  for (const [attribute, only] of [
    ['alpha', 1.6732632],
    ['gamma', 1.050701],
  ] as const) {
    const value = number(node, attribute, only);
    if (Math.abs(value - only) > 1e-6) throw refusal(node, 'import.attribute', { attribute, value, only });
  }
  return pointwise('selu')(l, node);
};

/** One slope, or one a channel. */
export const prelu: Lift = (l, node) => {
  const x = l.computed(node, 0);
  const given = l.constant(node, 1);
  const shared = given.data.length === 1;
  const slope = shared ? Float32Array.from(given.data) : perChannel(given, x);
  if (!slope) throw refusal(node, 'import.slopes', { dims: given.dims.join(' × ') });
  const made = { kind: 'prelu', params: shared ? { shared } : {}, called: node.inputs[1]! };
  return { ...x, layer: l.add(node, { ...made, inputs: [x.layer], weights: new Map([['slope', slope]]) }) };
};

/** Between 0 and 6 a ReLU6, from 0 on a ReLU, without bounds nothing. Bounds are attributes or inputs. */
export const clip: Lift = (l, node) => {
  const low = bound(l, node, 1, 'min', Number.NEGATIVE_INFINITY);
  const high = bound(l, node, 2, 'max', Number.POSITIVE_INFINITY);
  const isOpen = high > 3e38;
  if (low < -3e38 && isOpen) return l.computed(node, 0);
  if (low === 0 && isOpen) return relu(l, node);
  if (low === 0 && high === 6) return pointwise('relu6')(l, node);
  return pointwise('clip', () => ({ low: within(low), high: within(high) }))(l, node);
};

/** The larger of a tensor and a number, or the smaller. */
const bounded =
  (side: 'low' | 'high'): Lift =>
  (l, node) => {
    const constant = node.inputs.findIndex((_, i) => l.fact(node, i).is === 'constant');
    const bound = constant < 0 || node.inputs.length !== 2 ? null : l.constant(node, constant);
    if (bound?.data.length !== 1) throw refusal(node, 'import.extreme');
    const x = l.computed(node, 1 - constant);
    const none = { low: -1e6, high: 1e6 };
    const params = { ...none, [side]: within(bound.data[0]!) };
    return { ...x, layer: l.add(node, { kind: 'clip', params, inputs: [x.layer] }) };
  };
export const maximum = bounded('low');
export const minimum = bounded('high');

/** What a layer's bound can be at most stands for none. */
const within = (bound: number): number => plain(Math.min(Math.max(bound, -1e6), 1e6));

function bound(l: Lifter, node: ForeignNode, index: number, name: string, fallback: number): number {
  const given: Constant | null = l.optional(node, index);
  return given ? given.data[0]! : number(node, name, fallback);
}
