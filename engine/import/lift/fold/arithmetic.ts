import { type Constant, constantOf, type ForeignNode } from '../../foreign.ts';
import { refusal } from '../refusal.ts';
import type { Fold } from './index.ts';
import { checked, picked, stridesOf } from './numbers.ts';

/** Of several operands, each stretched to the shape of all; whole numbers stay whole, as integers of ONNX do. */
export const arithmetic =
  (compute: (...operands: number[]) => number): Fold =>
  (node, inputs) => {
    const dims = broadcast(node, inputs);
    const count = checked(node, dims);
    const whole = inputs.every((input) => input.whole);
    const operands = inputs.map((input) => stretched(input, dims));
    const result = whole ? new Float64Array(count) : new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const value = compute(...operands.map((operand) => operand[i]!));
      result[i] = whole ? Math.trunc(value) : value;
    }
    return constantOf(dims, result, whole);
  };

/** A condition picks between two operands. */
export const where: Fold = (node, inputs) => {
  const chosen = arithmetic((condition, a, b) => (condition ? a : b))(node, inputs)!;
  return constantOf(chosen.dims, chosen.data, inputs[1]!.whole);
};

/** 1 where it holds, else 0. */
export const comparison =
  (holds: (a: number, b: number) => boolean): Fold =>
  (node, inputs) => {
    const { dims, data } = arithmetic((a, b) => Number(holds(a, b)))(node, inputs)!;
    return constantOf(dims, Float64Array.from(data), true);
  };

/** The input in the dims that the second one gives, lengths of one repeated. */
export const expand: Fold = (node, [x, shape]) => {
  const like = constantOf([...shape!.data], new Float64Array(0), true);
  const dims = broadcast(node, [x!, like]);
  checked(node, dims);
  return constantOf(dims, stretched(x!, dims), x!.whole);
};

/** ONNX's multidirectional broadcasting. Throws where the shapes do not go together. */
function broadcast(node: ForeignNode, inputs: readonly Constant[]): readonly number[] {
  const rank = Math.max(...inputs.map(({ dims }) => dims.length));
  const at = ({ dims }: Constant, i: number): number => dims[i - rank + dims.length] ?? 1;
  const dims = Array.from({ length: rank }, (_, i) => inputs.map((x) => at(x, i)).find((d) => d !== 1) ?? 1);
  if (inputs.every((x) => dims.every((d, i) => [1, d].includes(at(x, i))))) return dims;
  throw refusal(node, 'import.reshape', { dims: inputs.map((x) => x.dims.join(' × ')).join(' and ') });
}

function stretched(x: Constant, wanted: readonly number[]): Float32Array | Float64Array {
  if (x.dims.join() === wanted.join()) return x.data;
  const own = stridesOf(x.dims);
  const strides = wanted.map((_, i) => {
    const axis = i - wanted.length + x.dims.length;
    return axis < 0 || x.dims[axis] === 1 ? 0 : own[axis]!;
  });
  return picked(x, 0, wanted, strides);
}
