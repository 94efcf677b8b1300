import type { OpDef, Tensor64 } from '../ir/op.ts';
import { illTyped, typed } from './shape/expect.ts';
import { count, offsets, stridesOf } from './shape/tensor.ts';
import { slice } from './slice.ts';

export interface PadAttrs {
  /** One number an axis, ≥ 0; 0 for the batch. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly value: number;
}

/** A constant around the tensor. */
export const pad: OpDef<PadAttrs> = {
  kind: 'pad',
  infer({ before, after }, inputs) {
    const [x] = typed('pad', inputs, 'f32');
    const fits =
      before.length === x.dims.length && after.length === x.dims.length && [...before, ...after].every((n) => n >= 0);
    if (!fits || x.dims.some((d, axis) => d === 'N' && before[axis]! + after[axis]! > 0))
      illTyped('pad', `cannot pad by [${before}] and [${after}]`, inputs);
    return [{ dtype: 'f32', dims: x.dims.map((d, axis) => (d === 'N' ? d : d + before[axis]! + after[axis]!)) }];
  },
  reference({ before, after, value }, [x]: readonly [Tensor64]) {
    const dims = x.dims.map((d, axis) => d + before[axis]! + after[axis]!);
    const strides = stridesOf(dims);
    const start = before.reduce((sum, n, axis) => sum + n * strides[axis]!, 0);
    const data = new Float64Array(count(dims)).fill(value);
    offsets(x.dims, strides, start).forEach((at, i) => (data[at] = x.data[i]!));
    return [{ dims, data }];
  },
  gradient(b, { inputs, attrs: { before, after } }, [dy]) {
    const padded = inputs[0]!.type.dims.flatMap((d, axis) =>
      d !== 'N' && before[axis]! + after[axis]! > 0 ? [{ axis, size: d }] : [],
    );
    if (padded.length === 0) return [dy!];
    return [
      b.one(
        slice,
        {
          axes: padded.map(({ axis }) => axis),
          starts: padded.map(({ axis }) => before[axis]!),
          ends: padded.map(({ axis, size }) => before[axis]! + size),
          steps: padded.map(() => 1),
        },
        dy!,
      ),
    ];
  },
};
