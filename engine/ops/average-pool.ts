import type { OpDef, Tensor64 } from '../ir/op.ts';
import { averagePoolGradient } from './average-pool-gradient.ts';
import { featureMap, typed } from './shape/expect.ts';
import { count } from './shape/tensor.ts';
import type { PoolWindow, Window } from './shape/window.ts';
import { pooledDims, windowsOf } from './shape/window.ts';

export interface AveragePoolAttrs extends PoolWindow {
  /**
   * Divide by the window's cells in the padded input, or only by the real ones. What ceil mode adds beyond the pads
   * never counts (PyTorch's rule).
   */
  readonly countIncludePad: boolean;
}

/** What the window's sum is divided by. */
export const divisor = ({ top, bottom, left, right, area }: Window, countIncludePad: boolean): number =>
  countIncludePad ? area : (bottom - top) * (right - left);

/** The mean of each window of each plane. */
export const averagePool: OpDef<AveragePoolAttrs> = {
  kind: 'averagePool',
  infer(attrs, inputs) {
    const [x] = typed('averagePool', inputs, 'f32');
    return [{ dtype: 'f32', dims: pooledDims('averagePool', featureMap('averagePool', x), attrs) }];
  },
  reference(attrs, [x]: readonly [Tensor64]) {
    const [n, c, h, w] = x.dims as readonly [number, number, number, number];
    const dims = pooledDims('averagePool', [n, c, h, w], attrs) as readonly number[];
    const data = new Float64Array(count(dims));
    const windows = windowsOf(h, w, attrs);
    let at = 0;
    for (let plane = 0; plane < x.data.length; plane += h * w)
      for (const window of windows) {
        let sum = 0;
        for (let row = window.top; row < window.bottom; row++)
          for (let column = window.left; column < window.right; column++) sum += x.data[plane + row * w + column]!;
        data[at++] = sum / divisor(window, attrs.countIncludePad);
      }
    return [{ dims, data }];
  },
  gradient: (b, { inputs, attrs }, [dy]) => [
    b.one(averagePoolGradient, { ...attrs, inputDims: inputs[0]!.type.dims }, dy!),
  ],
};
