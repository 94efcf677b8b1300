import { elements } from '../../ir/types.ts';
import type { SgdStepAttrs } from '../../ops/sgd-step.ts';
import { microsoft } from '../lower/layout.ts';
import { type FastLowering, made } from './fast.ts';
import { rowsOf } from './state-layouts.ts';

/**
 * As the plain lowering, by GatedAdd(a, b, factor) = a + factor · b over [rows, size / rows] with one factor a row:
 * three passes over the weights where there were six.
 */
export const sgdStep: FastLowering<SgdStepAttrs> = (e, { attrs, inputs }) => {
  const { momentum, nesterov, weightDecay } = attrs;
  const [w, g] = inputs;
  const size = elements(w!.type);
  const rows = rowsOf(size);
  const dims = [rows, size / rows];
  const layout = w!.home;
  const flat = (x: string): string => e.underlying(x) ?? e.reshape(x, dims);
  const column = (value: number): string =>
    e.named(`column ${rows} ${value}`, 'f32', [rows, 1], () => Array<number>(rows).fill(value));
  const plus = (a: string, b: string, factor: string): string => e.node('GatedAdd', [a, b, factor], {}, microsoft);
  const rate = e.shared(`-rate ${rows}`, () =>
    e.node('Expand', [e.reshape(e.node('Neg', [inputs.at(-1)!.name]), [1, 1]), e.ints([rows, 1])]),
  );
  const weights = flat(w!.in(layout));
  const gradient = flat(g!.in(layout));
  const decayed = weightDecay === 0 ? gradient : plus(gradient, weights, column(weightDecay));
  const result = (x: string) => made(layout, e.view(x, w!.type.dims));
  if (momentum === 0) return [result(plus(weights, decayed, rate))];
  const m = plus(decayed, flat(inputs[2]!.in(layout)), column(momentum));
  return [result(plus(weights, nesterov ? plus(decayed, m, column(momentum)) : m, rate)), result(m)];
};
