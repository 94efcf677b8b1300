import type { Dim, TensorType } from '../../ir/types.ts';
import type { Emitter } from './emitter.ts';

/** An input of a call as its lowering sees it: a tensor's name in the model, and its type. */
export interface Operand {
  readonly name: string;
  readonly type: TensorType;
}

/** One call to be lowered. */
export interface Site<A> {
  readonly attrs: A;
  readonly inputs: readonly Operand[];
  readonly outputs: readonly TensorType[];
}

/** Emits the ONNX nodes of one call and returns the names of its outputs, in order. */
export type Lowering<A> = (e: Emitter, site: Site<A>) => readonly string[];

/** [N, C, H, W] of a feature map whose C, H and W are known. */
export function featureMap(type: TensorType): readonly [Dim, number, number, number] {
  return type.dims as readonly [Dim, number, number, number];
}

/** Dims where every one must be known: what only training lowers. */
export function concrete(dims: readonly Dim[]): readonly number[] {
  return dims.map((d) => {
    if (d === 'N') throw new Error(`the batch must be known to lower over [${dims.join(',')}]`);
    return d;
  });
}
