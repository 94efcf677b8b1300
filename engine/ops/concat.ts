import type { OpDef } from '../ir/op.ts';
import { illTyped, known } from './shape/expect.ts';
import { count, offsets, stridesOf } from './shape/tensor.ts';
import { slice } from './slice.ts';

export interface ConcatAttrs {
  readonly axis: number;
}

/** Tensors one after the other along `axis`; the other dims agree; any number, any one dtype. */
export const concat: OpDef<ConcatAttrs> = {
  kind: 'concat',
  infer({ axis }, inputs) {
    const [first] = inputs;
    if (!first || axis < 0 || axis >= first.dims.length) illTyped('concat', `has no axis ${axis}`, inputs);
    const fits = inputs.every(
      (t) =>
        t.dtype === first.dtype &&
        t.dims.length === first.dims.length &&
        t.dims.every((d, i) => i === axis || d === first.dims[i]),
    );
    if (!fits) illTyped('concat', `inputs differ beyond axis ${axis}`, inputs);
    const total = inputs.reduce((sum, t) => sum + known('concat', t.dims[axis]), 0);
    return [{ dtype: first.dtype, dims: first.dims.with(axis, total) }];
  },
  reference({ axis }, inputs) {
    const total = inputs.reduce((sum, t) => sum + t.dims[axis]!, 0);
    const dims = inputs[0]!.dims.with(axis, total);
    const strides = stridesOf(dims);
    const data = new Float64Array(count(dims));
    let before = 0;
    for (const t of inputs) {
      offsets(t.dims, strides, before * strides[axis]!).forEach((at, i) => (data[at] = t.data[i]!));
      before += t.dims[axis]!;
    }
    return [{ dims, data }];
  },
  gradient(b, { inputs, attrs: { axis } }, [dy]) {
    let end = 0;
    return inputs.map((input) => {
      const start = end;
      end += known('concat', input.type.dims[axis]);
      return b.one(slice, { axes: [axis], starts: [start], ends: [end], steps: [1] }, dy!);
    });
  },
};
