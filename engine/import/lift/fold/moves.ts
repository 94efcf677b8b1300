import { type Constant, constantOf } from '../../foreign.ts';
import { number, numbers } from '../attributes.ts';
import { refusal } from '../refusal.ts';
import { slicesOf } from '../slices.ts';
import type { Fold } from './index.ts';
import { picked, stridesOf } from './numbers.ts';

export const concatenated: Fold = (node, inputs) => {
  const [first] = inputs;
  const rank = first!.dims.length;
  const axis = (number(node, 'axis', 0) + rank) % rank;
  const inner = (x: Constant): number => x.dims.slice(axis).reduce((n, d) => n * d, 1);
  const outer = first!.dims.slice(0, axis).reduce((n, d) => n * d, 1);
  const total = inputs.reduce((n, x) => n + inner(x), 0);
  const data = first!.whole ? new Float64Array(outer * total) : new Float32Array(outer * total);
  for (let row = 0, at = 0; row < outer; row++) {
    for (const x of inputs) {
      const length = inner(x);
      data.set(x.data.subarray(row * length, (row + 1) * length), at);
      at += length;
    }
  }
  const length = inputs.reduce((n, x) => n + (x.dims[axis] ?? 1), 0);
  return constantOf(first!.dims.with(axis, length), data, first!.whole);
};

/** The parts that indices name, along one axis. */
export const gathered: Fold = (node, [x, indices]) => {
  const { dims, data, whole } = x!;
  const axis = (number(node, 'axis', 0) + dims.length) % dims.length;
  const length = dims[axis] ?? 1;
  const inner = dims.slice(axis + 1).reduce((n, d) => n * d, 1);
  const outer = dims.slice(0, axis).reduce((n, d) => n * d, 1);
  const count = indices!.data.length;
  const result = whole ? new Float64Array(outer * count * inner) : new Float32Array(outer * count * inner);
  for (let row = 0; row < outer; row++) {
    for (const [i, index] of indices!.data.entries()) {
      const at = (row * length + ((index + length) % length)) * inner;
      result.set(data.subarray(at, at + inner), (row * count + i) * inner);
    }
  }
  return constantOf([...dims.slice(0, axis), ...indices!.dims, ...dims.slice(axis + 1)], result, whole);
};

export const sliced: Fold = (node, [x, ...lists]) => {
  const strides = stridesOf(x!.dims);
  const slices = slicesOf(
    node,
    x!.dims,
    lists.map((list) => list && [...list.data]),
  );
  const first = slices.reduce((at, { start }, axis) => at + start * strides[axis]!, 0);
  const dims = slices.map(({ length }) => length);
  const steps = slices.map(({ step }, axis) => step * strides[axis]!);
  return constantOf(dims, picked(x!, first, dims, steps), x!.whole);
};

export const transposed: Fold = (node, [x]) => {
  const order = numbers(node, 'perm') ?? x!.dims.map((_, i) => x!.dims.length - 1 - i);
  const strides = stridesOf(x!.dims);
  const dims = order.map((axis) => x!.dims[axis]!);
  return constantOf(
    dims,
    picked(
      x!,
      0,
      dims,
      order.map((axis) => strides[axis]!),
    ),
    x!.whole,
  );
};

/** Products of a list's numbers, over all of it or over axes: sizes that are multiplied up. */
export const product: Fold = (node, [x, list]) => {
  const { dims, data, whole } = x!;
  const axes = list ? [...list.data] : (numbers(node, 'axes') ?? dims.map((_, i) => i));
  const over = new Set(axes.map((axis) => (axis + dims.length) % dims.length));
  if (over.size !== dims.length) throw refusal(node, 'import.op');
  const result = [...data].reduce((n, d) => n * d, 1);
  const kept = number(node, 'keepdims', 1) === 1 ? dims.map(() => 1) : [];
  return constantOf(kept, whole ? Float64Array.of(result) : Float32Array.of(result), whole);
};
