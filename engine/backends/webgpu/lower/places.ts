import type { DType } from '../../../ir/types.ts';
import { count, stridesOf } from '../../../ops/shape/tensor.ts';
import type { Tensor } from '../expression.ts';
import type { Storage } from '../program.ts';
import type { Placed } from '../wgsl/channels.ts';
import type { Emitter } from './emitter.ts';

/** A part of a joined tensor: what is computed for it is written there at once. */
export interface Home {
  readonly storage: Storage;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** What was computed to its home, as a view. */
export const placedAt = (home: Home, dtype: DType, dims: readonly number[]): Tensor => ({
  dtype,
  dims,
  expression: { kind: 'load', dtype, ...home },
});

/** Computes a formula to where it is wanted. */
export function storedAt(e: Emitter, { dtype, dims, expression }: Tensor, home: Home): Tensor {
  e.map(dims, [{ expression, ...home }]);
  return placedAt(home, dtype, dims);
}

/** Where a kernel writes, and what others read there. */
export interface Result extends Placed {
  readonly tensor: Tensor;
  /** Null where it is a tensor of its own. */
  readonly home: Home | null;
}

/** Where [N, C, …] lies, if its planes are whole: as it is, as a run of channels (a part of a concat, a slice) or of images. */
export function placeOf({ dims, expression: e }: Tensor): Placed | null {
  if (e.kind !== 'load' || dims.length < 2) return null;
  const own = stridesOf(dims);
  const plane = count(dims.slice(2));
  const step = dims[0] === 1 ? own[0]! : e.strides[0]!;
  const isWhole = dims.every((d, axis) => axis === 0 || d === 1 || e.strides[axis] === own[axis]);
  if (!isWhole || step % plane !== 0 || e.offset % plane !== 0) return null;
  return { storage: e.storage, first: e.offset / plane, all: step / plane };
}

/**
 * Where a kernel leaves the current call's result [N, C, …]: where it is wanted, if no operand lies in the same tensor (a kernel cannot read and write one buffer),
 * or else in a tensor of its own.
 */
export function resultOf(e: Emitter, dims: readonly number[], operands: readonly (Storage | null)[]): Result {
  const wanted = e.wishes.home;
  const home = wanted && !operands.includes(wanted.storage) ? wanted : null;
  const tensor = home ? placedAt(home, 'f32', dims) : e.tensor('f32', dims);
  return { tensor, home, ...placeOf(tensor)! };
}

/** A concat's result, parts of which are written where they lie. */
export type Joined = Tensor & { readonly home: Home };
