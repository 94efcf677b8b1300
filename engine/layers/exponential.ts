import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import { relu } from '../ops/activations.ts';
import { add } from '../ops/add.ts';
import { scalar, scale } from '../ops/compose.ts';
import { exp } from '../ops/exp.ts';
import { greater } from '../ops/greater.ts';
import { log } from '../ops/log.ts';
import { minimum } from '../ops/minimum.ts';
import { sub } from '../ops/sub.ts';
import { where } from '../ops/where.ts';

/** max(x, 0) + α · (e^min(x, 0) − 1): the exponential never sees what it would overflow on. */
export function exponentialLinear(b: Builder, x: Value, alpha: number): Value {
  const below = b.one(exp, {}, b.one(minimum, {}, x, scalar(b, 0)));
  return b.one(add, {}, b.one(relu, {}, x), scale(b, b.one(sub, {}, below, scalar(b, 1)), alpha));
}

/** Beyond it ln(1 + eˣ) is x, as far as a float32 can tell; PyTorch's bound too. */
const LINEAR_FROM = 20;

/** ln(1 + eˣ), one formula on both sides of zero: the derivative at zero, where a ReLU's outputs lie, is 1/2. */
export function logOnePlusExp(b: Builder, x: Value): Value {
  const bound = scalar(b, LINEAR_FROM);
  const power = b.one(exp, {}, b.one(minimum, {}, x, bound));
  const curve = b.one(log, {}, b.one(add, {}, power, scalar(b, 1)));
  return b.one(where, {}, b.one(greater, {}, x, bound), x, curve);
}
