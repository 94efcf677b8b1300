import type { TensorType } from '../../ir/types.ts';
import type { Emitter } from './emitter.ts';

/**
 * How a tensor's elements lie in memory; B is the processor's block (16 floats for AVX-512 and NEON, 8 for AVX2).
 * Declared dims stay the logical ones.
 * - `plain`: row-major.
 * - `blocked`: feature map [N, C, H, W], C a multiple of B, as (n, C/B, h, w, B): ONNX Runtime's NCHWc.
 * - `filter`: weights [O, I, kh, kw], both multiples of B, as (O/B, I/B, kh, kw, B of I, B of O).
 * - `stem`: weights whose I is below B, as (O/B, I, kh, kw, B of O): for convolutions that read a plain image.
 */
export type Layout = 'plain' | 'blocked' | 'filter' | 'stem';

/** Whether a feature map can be blocked. */
export function blockable(type: TensorType, block: number): boolean {
  const channels = type.dims[1];
  return (
    block > 0 &&
    type.dtype === 'f32' &&
    type.dims.length === 4 &&
    typeof channels === 'number' &&
    channels % block === 0
  );
}

/**
 * Layout of a convolution's weights [O, I/groups, kh, kw] for the blocked convolution; `plain` where it cannot take
 * them.
 */
export function filterLayout(dims: readonly number[], groups: number, block: number): 'filter' | 'stem' | 'plain' {
  const [filters, channels] = dims as readonly [number, number];
  if (block === 0 || groups !== 1 || filters % block !== 0) return 'plain';
  if (channels % block === 0) return 'filter';
  return channels < block ? 'stem' : 'plain';
}

/**
 * Where each element of a layout's memory comes from in row-major order, as dims of the row-major view and their
 * permutation.
 */
function permutation(
  dims: readonly number[],
  layout: Exclude<Layout, 'plain'>,
  block: number,
): { readonly split: readonly number[]; readonly perm: readonly number[] } {
  const [a, b, c, d] = dims as readonly [number, number, number, number];
  switch (layout) {
    case 'blocked':
      return { split: [a, b / block, block, c, d], perm: [0, 1, 3, 4, 2] };
    case 'filter':
      return { split: [a / block, block, b / block, block, c, d], perm: [0, 2, 4, 5, 3, 1] };
    case 'stem':
      return { split: [a / block, block, b, c, d], perm: [0, 2, 3, 4, 1] };
  }
}

const inverse = (perm: readonly number[]): readonly number[] => perm.map((_, axis) => perm.indexOf(axis));

/** Nodes that bring a plain tensor into `layout`. */
export function toLayout(e: Emitter, x: string, dims: readonly number[], layout: Exclude<Layout, 'plain'>): string {
  if (layout === 'blocked') return e.node('ReorderInput', [x], {}, nchwc);
  const { split, perm } = permutation(dims, layout, e.block);
  return e.reshape(e.node('Transpose', [e.reshape(x, split)], { perm }), dims);
}

/** Nodes that bring a tensor of `layout` into row-major order. */
export function toPlain(e: Emitter, x: string, dims: readonly number[], layout: Exclude<Layout, 'plain'>): string {
  if (layout === 'blocked') return e.node('ReorderOutput', [x], { channels: dims[1]! }, nchwc);
  const { split, perm } = permutation(dims, layout, e.block);
  const view = e.reshape(
    x,
    perm.map((axis) => split[axis]!),
  );
  return e.reshape(e.node('Transpose', [view], { perm: inverse(perm) }), dims);
}

export const nchwc = 'com.microsoft.nchwc';
export const microsoft = 'com.microsoft';

/** Copies row-major `from` into `to` as `layout` has it (`back`: the other way round). */
export function permute(
  from: Float32Array,
  to: Float32Array,
  dims: readonly number[],
  layout: Layout,
  block: number,
  back: boolean,
): void {
  if (layout === 'plain') {
    to.set(from);
    return;
  }
  const { split, perm } = permutation(dims, layout, block);
  const strides = split.map((_, axis) => split.slice(axis + 1).reduce((n, d) => n * d, 1));
  const walk = (axes: readonly number[]): Int32Array =>
    axes.reduce((offsets, axis) => {
      const next = new Int32Array(offsets.length * split[axis]!);
      let at = 0;
      for (const offset of offsets) for (let k = 0; k < split[axis]!; k++) next[at++] = offset + k * strides[axis]!;
      return next;
    }, Int32Array.of(0));
  // Two short tables in place of one as long as the tensor.
  const [outer, inner] = [walk(perm.slice(0, -2)), walk(perm.slice(-2))];
  let at = 0;
  for (const base of outer) {
    for (const offset of inner) {
      if (back) to[base + offset] = from[at++]!;
      else to[at++] = from[base + offset]!;
    }
  }
}
