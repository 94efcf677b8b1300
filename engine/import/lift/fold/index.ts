import { type Constant, constantOf, type ForeignNode, wholeNumbers } from '../../foreign.ts';
import { constant as attributeConstant, number, numbers } from '../attributes.ts';
import { refusal } from '../refusal.ts';
import { arithmetic, comparison, expand, where } from './arithmetic.ts';
import { concatenated, gathered, product, sliced, transposed } from './moves.ts';
import { checked } from './numbers.ts';

/**
 * What a node computes of constants: shapes put together from sizes, weights that are reshaped or transposed. Null for
 * an operator that is not folded.
 */
export function folded(node: ForeignNode, inputs: readonly (Constant | null)[]): Constant | null {
  const fold = folds[node.op];
  if (!fold) return null;
  const needed = OPERANDS[node.op] ?? (node.op === 'Concat' ? inputs.length : 1);
  const isMissing = Array.from({ length: needed }, (_, i) => inputs[i] ?? null).includes(null);
  if (isMissing || needed === 0) throw refusal(node, 'import.unknownTensor', { tensor: '' });
  return fold(node, inputs.map((input) => input ?? undefined) as readonly Constant[]);
}

/** How many inputs cannot be left out, where that is more than one. */
const OPERANDS: Readonly<Record<string, number>> = {
  Add: 2,
  Sub: 2,
  Mul: 2,
  Div: 2,
  Pow: 2,
  Equal: 2,
  Gather: 2,
  Expand: 2,
  CastLike: 2,
  Where: 3,
};

/** Inputs that are left out are undefined. */
export type Fold = (node: ForeignNode, inputs: readonly Constant[]) => Constant | null;

const same: Fold = (_, [x]) => x!;

const as = ({ dims, data }: Constant, whole: boolean): Constant =>
  constantOf(dims, whole ? Float64Array.from(data, Math.trunc) : Float32Array.from(data), whole);

const folds: Readonly<Record<string, Fold>> = {
  Identity: same,
  Cast: (node, [x]) => as(x!, ![1, 10, 11, 16].includes(number(node, 'to', 1))),
  Shape: (node, [x]) => {
    const end = node.attributes['end'];
    return wholeNumbers(x!.dims.slice(number(node, 'start', 0), typeof end === 'number' ? end : undefined));
  },
  Size: (_, [x]) => wholeNumbers([x!.data.length], []),
  CastLike: (_, [x, like]) => as(x!, like!.whole),
  Add: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  Div: arithmetic((a, b) => a / b),
  Pow: arithmetic((a, b) => a ** b),
  Max: arithmetic(Math.max),
  Min: arithmetic(Math.min),
  Sqrt: arithmetic((a) => Math.sqrt(a)),
  Neg: arithmetic((a) => -a),
  Reciprocal: arithmetic((a) => 1 / a),
  Floor: arithmetic((a) => Math.floor(a)),
  Ceil: arithmetic((a) => Math.ceil(a)),
  Equal: comparison((a, b) => a === b),
  Where: where,
  Expand: expand,
  Concat: concatenated,
  Gather: gathered,
  Slice: sliced,
  ReduceProd: product,
  Reshape: (node, [x, shape]) => {
    const given = shape ? [...shape.data] : [...(numbers(node, 'shape') ?? [])];
    const copied = given.map((d, i) => (d === 0 && number(node, 'allowzero', 0) === 0 ? (x!.dims[i] ?? 0) : d));
    const rest = x!.data.length / copied.reduce((n, d) => (d < 0 ? n : n * d), 1);
    return constantOf(
      copied.map((d) => (d < 0 ? rest : d)),
      x!.data,
      x!.whole,
    );
  },
  Flatten: (node, [x]) => {
    const axis = number(node, 'axis', 1);
    const rows = x!.dims.slice(0, axis).reduce((n, d) => n * d, 1);
    return constantOf([rows, x!.data.length / rows], x!.data, x!.whole);
  },
  Squeeze: (node, [x, list]) => {
    const axes = list ? [...list.data] : numbers(node, 'axes');
    const rank = x!.dims.length;
    const gone = (d: number, i: number): boolean => (axes ? axes.some((a) => (a + rank) % rank === i) : d === 1);
    return constantOf(
      x!.dims.filter((d, i) => !gone(d, i)),
      x!.data,
      x!.whole,
    );
  },
  Unsqueeze: (node, [x, list]) => {
    const axes = list ? [...list.data] : [...(numbers(node, 'axes') ?? [])];
    const rank = x!.dims.length + axes.length;
    const dims = [...x!.dims];
    for (const axis of axes.map((a) => (a + rank) % rank).sort((a, b) => a - b)) dims.splice(axis, 0, 1);
    return constantOf(dims, x!.data, x!.whole);
  },
  Transpose: transposed,
  ConstantOfShape: (node, [shape]) => {
    const dims = [...shape!.data];
    const value = attributeConstant(node, 'value');
    const whole = value?.whole ?? false;
    const data = whole ? new Float64Array(checked(node, dims)) : new Float32Array(checked(node, dims));
    return constantOf(dims, data.fill(value?.data[0] ?? 0), whole);
  },
};
