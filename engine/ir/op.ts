import type { Builder } from './builder.ts';
import type { Call, Value } from './graph.ts';
import type { TensorType } from './types.ts';

/** A dense float64 tensor of the reference interpreter, row-major; bool is 0 or 1, integers are exact up to 2^53. */
export interface Tensor64 {
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

/**
 * What runs. `A` are its attributes: plain data, no functions.
 * `infer` throws on ill-typed inputs: layers have checked everything a person can get wrong, so that is a bug here.
 * `gradient` gets the derivative of the loss by each output (null where nothing depends on it) and returns one value
 * per input (null where the input needs none: labels, masks).
 */
export interface OpDef<A> {
  readonly kind: string;
  infer(attrs: A, inputs: readonly TensorType[]): readonly TensorType[];
  /** Slow and obviously right, in float64. */
  reference(attrs: A, inputs: readonly Tensor64[]): readonly Tensor64[];
  readonly gradient:
    | 'none'
    | ((b: Builder, call: Call<A>, dOutputs: readonly (Value | null)[]) => readonly (Value | null)[]);
}
