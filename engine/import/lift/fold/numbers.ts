import type { Constant, ForeignNode } from '../../foreign.ts';
import { refusal } from '../refusal.ts';

/** Numbers that a file may make out of few bytes. */
const MOST = 2 ** 28;

/** How many numbers dims hold. Throws where that is more than a file should. */
export function checked(node: ForeignNode, dims: readonly number[]): number {
  const count = dims.reduce((n, d) => n * d, 1);
  if (count >= 0 && count <= MOST) return count;
  throw refusal(node, 'import.tooLarge', { dims: dims.join(' × ') });
}

/** Row-major: how far apart neighbours along each axis stand. */
export function stridesOf(dims: readonly number[]): readonly number[] {
  const strides = dims.map(() => 1);
  for (let i = dims.length - 2; i >= 0; i--) strides[i] = strides[i + 1]! * dims[i + 1]!;
  return strides;
}

/**
 * The numbers that stand at `first` and then every `strides[i]` along each axis, row-major over `dims`: what
 * transposes, slices and stretches of a constant are.
 */
export function picked(
  { data, whole }: Constant,
  first: number,
  dims: readonly number[],
  strides: readonly number[],
): Float32Array | Float64Array {
  const count = dims.reduce((n, d) => n * d, 1);
  const result = whole ? new Float64Array(count) : new Float32Array(count);
  const outer = stridesOf(dims);
  for (let i = 0; i < count; i++) {
    let at = first;
    let rest = i;
    for (const [axis, stride] of outer.entries()) {
      at += Math.floor(rest / stride) * strides[axis]!;
      rest %= stride;
    }
    result[i] = data[at]!;
  }
  return result;
}
