import type { Elementwise, Tensor64 } from '../ir/op.ts';
import type { DType } from '../ir/types.ts';
import { illTyped } from './shape/expect.ts';

export interface CastAttrs {
  readonly to: DType;
}

/** Conversions as C has them: towards zero for integers, modulo 2³² for u32, non-zero is true. */
const convert: Readonly<Record<DType, (x: number) => number>> = {
  f32: (x) => x,
  i64: Math.trunc,
  u32: (x) => x >>> 0,
  bool: (x) => (x === 0 ? 0 : 1),
};

/** The derivative passes only from f32 to f32; numbers that count or choose have none. */
export const cast: Elementwise<CastAttrs> = {
  kind: 'cast',
  elementwise: true,
  infer({ to }, inputs) {
    if (inputs.length !== 1) illTyped('cast', 'wants one input', inputs);
    return [{ dtype: to, dims: inputs[0]!.dims }];
  },
  reference: ({ to }, [x]: readonly [Tensor64]) => [{ dims: x.dims, data: x.data.map(convert[to]) }],
  gradient: (_, { inputs, attrs }, [dy]) => [attrs.to === 'f32' && inputs[0]!.type.dtype === 'f32' ? dy! : null],
};
