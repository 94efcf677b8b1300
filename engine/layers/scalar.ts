import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/graph.ts';
import { constant } from '../ops/constant.ts';

/** A constant f32 scalar. */
export function scalar(b: Builder, value: number): Value {
  return b.one(constant, { dtype: 'f32', dims: [], data: [value] });
}
