import type { OpDef, Tensor64 } from '../ir/op.ts';
import { sameDims } from '../ir/types.ts';
import { featureMap, illTyped, typed } from './shape/expect.ts';
import type { PoolWindow } from './shape/window.ts';
import { pooledDims, windowsOf } from './shape/window.ts';

export type MaxPoolGradientAttrs = PoolWindow;

/**
 * (x, y, dy) → dx: each window gives its dy to its largest element; of equal ones to the first in row-major order, as
 * PyTorch does.
 */
export const maxPoolGradient: OpDef<MaxPoolGradientAttrs> = {
  kind: 'maxPoolGradient',
  infer(attrs, inputs) {
    const [x, y, dy] = typed('maxPoolGradient', inputs, 'f32', 'f32', 'f32');
    const pooled = pooledDims('maxPoolGradient', featureMap('maxPoolGradient', x), attrs);
    if (!sameDims(pooled, y.dims) || !sameDims(pooled, dy.dims))
      illTyped('maxPoolGradient', `y and dy must be [${pooled.join(',')}]`, inputs);
    return [x];
  },
  reference(attrs, [x, y, dy]: readonly [Tensor64, Tensor64, Tensor64]) {
    const [, , h, w] = x.dims as readonly [number, number, number, number];
    const data = new Float64Array(x.data.length);
    const windows = windowsOf(h, w, attrs);
    let at = 0;
    for (let plane = 0; plane < data.length; plane += h * w)
      for (const { top, bottom, left, right } of windows) {
        let winner = -1;
        for (let row = top; row < bottom; row++)
          for (let column = left; column < right; column++) {
            const place = plane + row * w + column;
            if (winner < 0 && x.data[place] === y.data[at]) winner = place;
          }
        data[winner] = data[winner]! + dy.data[at]!;
        at++;
      }
    return [{ dims: x.dims, data }];
  },
  gradient: 'none',
};
