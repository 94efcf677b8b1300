import { hash32 } from '../base/random.ts';
import type { OpDef, Tensor64 } from '../ir/op.ts';
import { illTyped, typed } from './shape/expect.ts';
import { count } from './shape/tensor.ts';

export interface DropoutMaskAttrs {
  readonly dims: readonly number[];
  /** Share that is dropped, 0 ≤ rate < 1. */
  readonly rate: number;
  /** u32 that tells this node's mask from others': a hash of its path. */
  readonly salt: number;
  /** Number of the first element where the mask is a part of a larger one; 0 by default. */
  readonly first?: number;
}

/**
 * An element is kept where its hash is at least this: hash / 2³² ≥ rate, in integers so that every backend decides
 * alike.
 */
export const dropoutThreshold = (rate: number): number => Math.ceil(rate * 2 ** 32);

/**
 * (seed u32[], step u32[]) → f32 mask, 1/(1 − rate) where hash32(seed, step, salt, element) / 2³² ≥ rate, else 0.
 * Element: row-major index.
 */
export const dropoutMask: OpDef<DropoutMaskAttrs> = {
  kind: 'dropoutMask',
  infer({ dims, rate }, inputs) {
    const [seed, step] = typed('dropoutMask', inputs, 'u32', 'u32');
    if (seed.dims.length + step.dims.length > 0 || !(rate >= 0 && rate < 1))
      illTyped('dropoutMask', `wants scalars and a rate in [0, 1), not ${rate}`, inputs);
    return [{ dtype: 'f32', dims }];
  },
  reference({ dims, rate, salt, first = 0 }, [seed, step]: readonly [Tensor64, Tensor64]) {
    const threshold = dropoutThreshold(rate);
    const keep = (element: number): boolean => hash32(seed.data[0]!, step.data[0]!, salt, first + element) >= threshold;
    return [
      { dims, data: Float64Array.from({ length: count(dims) }, (_, element) => (keep(element) ? 1 / (1 - rate) : 0)) },
    ];
  },
  gradient: 'none',
};
