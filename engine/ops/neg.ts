import type { Elementwise } from '../ir/op.ts';
import type { NoAttrs } from './elementwise.ts';
import { unary } from './elementwise.ts';

/** −x. */
export const neg: Elementwise<NoAttrs> = unary(
  'neg',
  (x) => -x,
  (b, { dy }) => b.one(neg, {}, dy),
);
