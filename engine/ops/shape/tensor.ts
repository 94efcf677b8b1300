import type { Tensor64 } from '../../ir/op.ts';

/** Dims [N, C, rows, columns] of maps, [O, C/groups, rows, columns] of a convolution's weight. */
export type Four = readonly [number, number, number, number];

/** Elements of a shape; 1 for a scalar. */
export const count = (dims: readonly number[]): number => dims.reduce((n, d) => n * d, 1);

/** Row-major strides: the last axis has 1. */
export function stridesOf(dims: readonly number[]): readonly number[] {
  const strides = new Array<number>(dims.length);
  let step = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= dims[axis]!;
  }
  return strides;
}

/**
 * Where each element of a row-major walk over `dims` lies in a tensor that is stepped through by `strides` from `start`
 * on. Stride 0 repeats (broadcasting), permuted strides transpose, multiples skip. The reference of every op that moves
 * data is one such walk.
 */
export function offsets(dims: readonly number[], strides: readonly number[], start = 0): Int32Array {
  let walk = Int32Array.of(start);
  for (const [axis, dim] of dims.entries()) {
    const step = strides[axis]!;
    const next = new Int32Array(walk.length * dim);
    let i = 0;
    for (const at of walk) for (let k = 0; k < dim; k++) next[i++] = at + k * step;
    walk = next;
  }
  return walk;
}

export const scalar64 = (value: number): Tensor64 => ({ dims: [], data: Float64Array.of(value) });
