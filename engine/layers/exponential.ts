import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import { abs } from '../ops/abs.ts';
import { relu } from '../ops/activations.ts';
import { add } from '../ops/add.ts';
import { scalar, scale } from '../ops/compose.ts';
import { exp } from '../ops/exp.ts';
import { log } from '../ops/log.ts';
import { minimum } from '../ops/minimum.ts';
import { neg } from '../ops/neg.ts';
import { sub } from '../ops/sub.ts';

/** max(x, 0) + α · (e^min(x, 0) − 1): the exponential never sees what it would overflow on. */
export function exponentialLinear(b: Builder, x: Value, alpha: number): Value {
  const below = b.one(exp, {}, b.one(minimum, {}, x, scalar(b, 0)));
  return b.one(add, {}, b.one(relu, {}, x), scale(b, b.one(sub, {}, below, scalar(b, 1)), alpha));
}

/** ln(1 + eˣ) as max(x, 0) + ln(1 + e^−|x|), which no x overflows. */
export function logOnePlusExp(b: Builder, x: Value): Value {
  const small = b.one(exp, {}, b.one(neg, {}, b.one(abs, {}, x)));
  return b.one(add, {}, b.one(relu, {}, x), b.one(log, {}, b.one(add, {}, small, scalar(b, 1))));
}
