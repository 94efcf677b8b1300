import type { OpDef, Tensor64 } from '../ir/op.ts';
import type { Dim } from '../ir/types.ts';
import { sameDims } from '../ir/types.ts';
import type { AveragePoolAttrs } from './average-pool.ts';
import { divisor } from './average-pool.ts';
import { featureMap, illTyped, typed } from './shape/expect.ts';
import { count } from './shape/tensor.ts';
import { pooledDims, windowsOf } from './shape/window.ts';

export interface AveragePoolGradientAttrs extends AveragePoolAttrs {
  /** [N, C, H, W] of the pool's input. */
  readonly inputDims: readonly Dim[];
}

/** dy → dx: each window spreads dy / divisor over its real elements. */
export const averagePoolGradient: OpDef<AveragePoolGradientAttrs> = {
  kind: 'averagePoolGradient',
  infer(attrs, inputs) {
    const [dy] = typed('averagePoolGradient', inputs, 'f32');
    const dx = { dtype: 'f32', dims: attrs.inputDims } as const;
    const pooled = pooledDims('averagePoolGradient', featureMap('averagePoolGradient', dx), attrs);
    if (!sameDims(pooled, dy.dims)) illTyped('averagePoolGradient', `dy must be [${pooled.join(',')}]`, inputs);
    return [dx];
  },
  reference(attrs, [dy]: readonly [Tensor64]) {
    const dims = attrs.inputDims.map((d) => (d === 'N' ? dy.dims[0]! : d)) as unknown as readonly [
      number,
      number,
      number,
      number,
    ];
    const [, , h, w] = dims;
    const data = new Float64Array(count(dims));
    const windows = windowsOf(h, w, attrs);
    let at = 0;
    for (let plane = 0; plane < data.length; plane += h * w)
      for (const window of windows) {
        const share = dy.data[at++]! / divisor(window, attrs.countIncludePad);
        for (let row = window.top; row < window.bottom; row++)
          for (let column = window.left; column < window.right; column++)
            data[plane + row * w + column] = data[plane + row * w + column]! + share;
      }
    return [{ dims, data }];
  },
  gradient: 'none',
};
