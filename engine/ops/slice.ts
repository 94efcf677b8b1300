import type { OpDef, Tensor64 } from '../ir/op.ts';
import type { Dim } from '../ir/types.ts';
import { reshaped } from './compose.ts';
import { pad } from './pad.ts';
import { illTyped, known } from './shape/expect.ts';
import { offsets, stridesOf } from './shape/tensor.ts';

/** Elements start, start + step, … below end, along each of the axes; 0 ≤ start < end ≤ dim, step ≥ 1. */
export interface SliceAttrs {
  readonly axes: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly steps: readonly number[];
}

const taken = ({ starts, ends, steps }: SliceAttrs, i: number): number =>
  Math.ceil((ends[i]! - starts[i]!) / steps[i]!);

/** Every step-th element of a range along some axes; any dtype. */
export const slice: OpDef<SliceAttrs> = {
  kind: 'slice',
  infer(attrs, inputs) {
    const [x] = inputs;
    if (inputs.length !== 1 || !x) illTyped('slice', 'wants one input', inputs);
    const dims = [...x.dims];
    for (const [i, axis] of attrs.axes.entries()) {
      const [start, end, step] = [attrs.starts[i]!, attrs.ends[i]!, attrs.steps[i]!];
      if (!(0 <= start && start < end && end <= known('slice', x.dims[axis]) && step >= 1))
        illTyped('slice', `axis ${axis} has no ${start}:${end}:${step}`, inputs);
      dims[axis] = taken(attrs, i);
    }
    return [{ dtype: x.dtype, dims }];
  },
  reference(attrs, [x]: readonly [Tensor64]) {
    const [dims, strides] = [[...x.dims], [...stridesOf(x.dims)]];
    let start = 0;
    for (const [i, axis] of attrs.axes.entries()) {
      start += attrs.starts[i]! * strides[axis]!;
      strides[axis] = strides[axis]! * attrs.steps[i]!;
      dims[axis] = taken(attrs, i);
    }
    return [{ dims, data: Float64Array.from(offsets(dims, strides, start), (at) => x.data[at]!) }];
  },
  /**
   * Zeros between and around. Between: each stepped axis becomes [taken, 1], is padded to [taken, step] and joined
   * again to taken · step, which ends step − 1 zeros (or fewer) beyond the input's end: those are cut off. Around: pad.
   */
  gradient(b, { inputs, attrs }, [dy]) {
    const dims = inputs[0]!.type.dims;
    let dx = dy!;
    if (attrs.steps.some((step) => step > 1)) {
      const stepOf = (axis: number): number => attrs.steps[attrs.axes.indexOf(axis)] ?? 1;
      const stepped = dx.type.dims;
      const apart = stepped.flatMap((d) => [d, 1]);
      const after = stepped.flatMap((_, axis) => [0, stepOf(axis) - 1]);
      const joined: readonly Dim[] = stepped.map((d, axis) => (d === 'N' ? d : d * stepOf(axis)));
      dx = reshaped(b, b.one(pad, { before: apart.map(() => 0), after, value: 0 }, reshaped(b, dx, apart)), joined);
      const over = attrs.axes.flatMap((axis, i) =>
        attrs.starts[i]! + known('slice', joined[axis]) > known('slice', dims[axis]) ? [i] : [],
      );
      if (over.length > 0)
        dx = b.one(
          slice,
          {
            axes: over.map((i) => attrs.axes[i]!),
            starts: over.map(() => 0),
            ends: over.map((i) => known('slice', dims[attrs.axes[i]!]) - attrs.starts[i]!),
            steps: over.map(() => 1),
          },
          dx,
        );
    }
    const before = dims.map((_, axis) => attrs.starts[attrs.axes.indexOf(axis)] ?? 0);
    const after = dims.map((d, axis) => (d === 'N' ? 0 : d - before[axis]! - known('slice', dx.type.dims[axis])));
    return [[...before, ...after].every((n) => n === 0) ? dx : b.one(pad, { before, after, value: 0 }, dx)];
  },
};
