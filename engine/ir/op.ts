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
 * What is so of an op wherever it runs, its traits, stands here too: passes and targets ask the op, no list of kinds.
 */
export interface OpDef<A> {
  readonly kind: string;
  /** Each number of the output comes from the inputs' numbers at its place; shorter inputs stretch by numpy's rule. */
  readonly elementwise?: true;
  /** A sum over all elements: their order is nothing to it. */
  readonly total?: true;
  /** Moves a state a step on: weight, gradient, moments and scalars come in; weight and moments come out. */
  readonly update?: true;
  /** A product of weights or gradients, with as many multiply-adds as the layer's forward one. */
  readonly product?: true;
  /** Where the output is 0, its gradient is dropped. */
  readonly clipping?: true;
  infer(attrs: A, inputs: readonly TensorType[]): readonly TensorType[];
  /** Slow and obviously right, in float64. */
  reference(attrs: A, inputs: readonly Tensor64[]): readonly Tensor64[];
  readonly gradient:
    | 'none'
    | ((b: Builder, call: Call<A>, dOutputs: readonly (Value | null)[]) => readonly (Value | null)[]);
}

/** An op whose type says that it is computed element by element. */
export interface Elementwise<A> extends OpDef<A> {
  readonly elementwise: true;
}
