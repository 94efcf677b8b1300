import type { DType } from '../../../ir/types.ts';
import type { Tensor } from '../expression.ts';
import type { Emitter } from './emitter.ts';

export interface LoweredCall<A> {
  readonly attrs: A;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly { readonly dtype: DType; readonly dims: readonly number[] }[];
}

/** Emits the kernels of one call, or formulas, and returns its outputs. */
export type Lowering<A> = (e: Emitter, call: LoweredCall<A>) => readonly Tensor[];

/** A lowering to one formula: names of the inputs in, WGSL out. `F`, `U`, `I` are f32, u32, i32 or vectors of four of them. */
export function formula<A = unknown>(make: (attrs: A, ...args: readonly string[]) => string): Lowering<A> {
  return (e, { attrs, inputs, outputs: [y] }) => [
    e.apply(y!.dtype, y!.dims, inputs, (...args) => make(attrs, ...args)),
  ];
}
