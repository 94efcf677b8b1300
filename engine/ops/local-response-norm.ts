import type { OpDef, Tensor64 } from '../ir/op.ts';
import { localResponseNormGradient } from './local-response-norm-gradient.ts';
import { featureMap, typed } from './shape/expect.ts';

export interface LocalResponseNormAttrs {
  /** Channels in the neighbourhood. */
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

/**
 * The channels that channel c looks at: ⌊(size−1)/2⌋ before it, ⌈(size−1)/2⌉ after (ONNX's rule; PyTorch agrees for odd
 * sizes).
 */
export const neighbours = (c: number, channels: number, size: number): readonly [first: number, last: number] => [
  Math.max(0, c - Math.floor((size - 1) / 2)),
  Math.min(channels - 1, c + Math.ceil((size - 1) / 2)),
];

/** s = k + alpha/size · Σ x² over each element's neighbours across channels. */
export function neighbourhoods({ size, alpha, k }: LocalResponseNormAttrs, x: Tensor64): Float64Array {
  const [, channels, h, w] = x.dims as readonly [number, number, number, number];
  const plane = h * w;
  return x.data.map((_, at) => {
    const c = Math.floor(at / plane) % channels;
    const [first, last] = neighbours(c, channels, size);
    let sum = 0;
    for (let other = first; other <= last; other++) sum += x.data[at + (other - c) * plane]! ** 2;
    return k + (alpha / size) * sum;
  });
}

/**
 * y = x / s^beta, s = k + alpha/size · Σ x² over `size` neighbouring channels (Krizhevsky et al. 2012, section 3.3,
 * with alpha divided by size as ONNX and PyTorch do).
 */
export const localResponseNorm: OpDef<LocalResponseNormAttrs> = {
  kind: 'localResponseNorm',
  infer(_, inputs) {
    const [x] = typed('localResponseNorm', inputs, 'f32');
    featureMap('localResponseNorm', x);
    return [x];
  },
  reference(attrs, [x]: readonly [Tensor64]) {
    const s = neighbourhoods(attrs, x);
    return [{ dims: x.dims, data: x.data.map((v, at) => v / s[at]! ** attrs.beta) }];
  },
  gradient: (b, { inputs, outputs, attrs }, [dy]) => [
    b.one(localResponseNormGradient, attrs, inputs[0]!, outputs[0]!, dy!),
  ],
};
