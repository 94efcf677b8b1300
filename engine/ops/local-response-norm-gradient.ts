import type { OpDef, Tensor64 } from '../ir/op.ts';
import { sameDims } from '../ir/types.ts';
import type { LocalResponseNormAttrs } from './local-response-norm.ts';
import { neighbourhoods, neighbours } from './local-response-norm.ts';
import { featureMap, illTyped, typed } from './shape/expect.ts';

export type LocalResponseNormGradientAttrs = LocalResponseNormAttrs;

/**
 * (x, y, dy) → dx. y_c = x_c · s_c^−β, and s_c holds x_j² wherever j is among c's neighbours:
 * dx_j = dy_j · s_j^−β − 2αβ/size · x_j · Σ dy_c · y_c / s_c over the channels c that look at j (the mirrored
 * neighbourhood).
 */
export const localResponseNormGradient: OpDef<LocalResponseNormGradientAttrs> = {
  kind: 'localResponseNormGradient',
  infer(_, inputs) {
    const [x, y, dy] = typed('localResponseNormGradient', inputs, 'f32', 'f32', 'f32');
    featureMap('localResponseNormGradient', x);
    if (!sameDims(x.dims, y.dims) || !sameDims(x.dims, dy.dims))
      illTyped('localResponseNormGradient', 'x, y and dy differ in shape', inputs);
    return [x];
  },
  reference(attrs, [x, y, dy]: readonly [Tensor64, Tensor64, Tensor64]) {
    const [, channels, h, w] = x.dims as readonly [number, number, number, number];
    const plane = h * w;
    const s = neighbourhoods(attrs, x);
    const data = dy.data.map((d, at) => d * s[at]! ** -attrs.beta);
    const factor = (2 * attrs.alpha * attrs.beta) / attrs.size;
    for (let at = 0; at < data.length; at++) {
      const c = Math.floor(at / plane) % channels;
      const [first, last] = neighbours(c, channels, attrs.size);
      const share = (factor * dy.data[at]! * y.data[at]!) / s[at]!;
      for (let j = first; j <= last; j++) {
        const other = at + (j - c) * plane;
        data[other] = data[other]! - share * x.data[other]!;
      }
    }
    return [{ dims: x.dims, data }];
  },
  gradient: 'none',
};
