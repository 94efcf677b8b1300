import type { OpDef, Tensor64 } from '../ir/op.ts';
import { scale } from './compose.ts';
import type { NoAttrs } from './elementwise.ts';
import { expand } from './expand.ts';
import { featureMap, typed } from './shape/expect.ts';

/** [N, C, H, W] → [N, C, 1, 1], the mean of each plane. */
export const globalAveragePool: OpDef<NoAttrs> = {
  kind: 'globalAveragePool',
  infer(_, inputs) {
    const [n, c] = featureMap('globalAveragePool', typed('globalAveragePool', inputs, 'f32')[0]);
    return [{ dtype: 'f32', dims: [n, c, 1, 1] }];
  },
  reference(_, [x]: readonly [Tensor64]) {
    const [n, c, h, w] = x.dims as readonly [number, number, number, number];
    const plane = h * w;
    const mean = (at: number): number =>
      x.data.subarray(at * plane, (at + 1) * plane).reduce((sum, v) => sum + v, 0) / plane;
    return [{ dims: [n, c, 1, 1], data: Float64Array.from({ length: n * c }, (_item, at) => mean(at)) }];
  },
  gradient(b, { inputs }, [dy]) {
    const [x] = inputs;
    const [, , h, w] = featureMap('globalAveragePool', x!.type);
    return [b.one(expand, { dims: x!.type.dims }, scale(b, dy!, 1 / (h * w)))];
  },
};
