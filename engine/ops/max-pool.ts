import type { Value } from '../ir/graph.ts';
import type { OpDef, Tensor64 } from '../ir/op.ts';
import { maxPoolGradient } from './max-pool-gradient.ts';
import { featureMap, typed } from './shape/expect.ts';
import { count } from './shape/tensor.ts';
import type { PoolWindow } from './shape/window.ts';
import { pooledDims, windowsOf } from './shape/window.ts';

export type MaxPoolAttrs = PoolWindow;

/** The largest element of each window of each plane. */
export const maxPool: OpDef<MaxPoolAttrs> = {
  kind: 'maxPool',
  infer(attrs, inputs) {
    const [x] = typed('maxPool', inputs, 'f32');
    return [{ dtype: 'f32', dims: pooledDims('maxPool', featureMap('maxPool', x), attrs) }];
  },
  reference(attrs, [x]: readonly [Tensor64]) {
    const [n, c, h, w] = x.dims as readonly [number, number, number, number];
    const dims = pooledDims('maxPool', [n, c, h, w], attrs) as readonly number[];
    const data = new Float64Array(count(dims));
    const windows = windowsOf(h, w, attrs);
    let at = 0;
    for (let plane = 0; plane < x.data.length; plane += h * w)
      for (const { top, bottom, left, right } of windows) {
        let best = -Infinity;
        for (let row = top; row < bottom; row++)
          for (let column = left; column < right; column++) best = Math.max(best, x.data[plane + row * w + column]!);
        data[at++] = best;
      }
    return [{ dims, data }];
  },
  gradient(b, call, [dy]) {
    const [x] = call.inputs as readonly [Value];
    return [b.one(maxPoolGradient, call.attrs, x, call.outputs[0]!, dy!)];
  },
};
