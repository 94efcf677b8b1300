import { type Constant, constantOf, type ForeignNode, wholeNumbers } from '../foreign.ts';
import { constant as attributeConstant, number, numbers } from './attributes.ts';
import { refusal } from './refusal.ts';

/** Numbers that a file may make out of few bytes. */
const MOST = 2 ** 28;

/**
 * What a node computes of constants: shapes put together from sizes, weights that are reshaped or transposed. Null for
 * an operator that is not folded.
 */
export function folded(node: ForeignNode, inputs: readonly (Constant | null)[]): Constant | null {
  const fold = folds[node.op];
  if (!fold) return null;
  const needed = node.op === 'Concat' ? inputs.length : TWO.has(node.op) ? 2 : 1;
  const isMissing = Array.from({ length: needed }, (_, i) => inputs[i] ?? null).includes(null);
  if (isMissing || needed === 0) throw refusal(node, 'import.unknownTensor', { tensor: '' });
  return fold(node, inputs as readonly Constant[]);
}

const TWO: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div', 'Gather']);

type Fold = (node: ForeignNode, inputs: readonly Constant[]) => Constant | null;

const same: Fold = (_, [x]) => x!;

const arithmetic =
  (compute: (a: number, b: number) => number): Fold =>
  (node, [a, b]) => {
    const dims = broadcast(a!.dims, b!.dims);
    if (!dims) throw refusal(node, 'import.reshape', { dims: `${a!.dims.join(' × ')} and ${b!.dims.join(' × ')}` });
    const count = checked(node, dims);
    const whole = a!.whole && b!.whole;
    const result = whole ? new Float64Array(count) : new Float32Array(count);
    const [fromA, fromB] = [reader(a!, dims), reader(b!, dims)];
    for (let i = 0; i < count; i++) {
      const value = compute(fromA(i), fromB(i));
      result[i] = whole ? Math.trunc(value) : value;
    }
    return constantOf(dims, result, whole);
  };

const folds: Readonly<Record<string, Fold>> = {
  Identity: same,
  Cast: (node, [x]) => {
    const whole = ![1, 10, 11, 16].includes(number(node, 'to', 1));
    return constantOf(x!.dims, whole ? Float64Array.from(x!.data, Math.trunc) : Float32Array.from(x!.data), whole);
  },
  Shape: (_, [x]) => wholeNumbers(x!.dims),
  Size: (_, [x]) => wholeNumbers([x!.data.length], []),
  Add: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  Div: arithmetic((a, b) => a / b),
  Concat: (node, inputs) => concatenated(node, inputs),
  Gather: (node, [x, indices]) => gathered(node, x!, indices!),
  Slice: (node, inputs) => sliced(node, inputs),
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
  Transpose: (node, [x]) => transposed(x!, numbers(node, 'perm') ?? x!.dims.map((_, i) => x!.dims.length - 1 - i)),
  ConstantOfShape: (node, [shape]) => {
    const dims = [...shape!.data];
    const value = attributeConstant(node, 'value');
    const whole = value?.whole ?? false;
    const data = whole ? new Float64Array(checked(node, dims)) : new Float32Array(checked(node, dims));
    return constantOf(dims, data.fill(value?.data[0] ?? 0), whole);
  },
};

function checked(node: ForeignNode, dims: readonly number[]): number {
  const count = dims.reduce((n, d) => n * d, 1);
  if (count >= 0 && count <= MOST) return count;
  throw refusal(node, 'import.tooLarge', { dims: dims.join(' × ') });
}

/** ONNX's multidirectional broadcasting; null where the shapes do not go together. */
function broadcast(a: readonly number[], b: readonly number[]): readonly number[] | null {
  const rank = Math.max(a.length, b.length);
  const at = (dims: readonly number[], i: number): number => dims[i - rank + dims.length] ?? 1;
  const dims = Array.from({ length: rank }, (_, i) => (at(a, i) === 1 ? at(b, i) : at(a, i)));
  return dims.every((d, i) => [1, d].includes(at(a, i)) && [1, d].includes(at(b, i))) ? dims : null;
}

/** Reads a constant as if it had the wanted dims. */
function reader({ dims, data }: Constant, wanted: readonly number[]): (index: number) => number {
  if (data.length === 1) return () => data[0]!;
  const own = stridesOf(dims);
  const strides = wanted.map((_, i) => {
    const axis = i - wanted.length + dims.length;
    return axis < 0 || dims[axis] === 1 ? 0 : own[axis]!;
  });
  const outer = stridesOf(wanted);
  return (index) => {
    let at = 0;
    let rest = index;
    for (const [i, stride] of outer.entries()) {
      at += Math.floor(rest / stride) * strides[i]!;
      rest %= stride;
    }
    return data[at]!;
  };
}

/** Row-major: how far apart neighbours along each axis stand. */
function stridesOf(dims: readonly number[]): readonly number[] {
  const strides = dims.map(() => 1);
  for (let i = dims.length - 2; i >= 0; i--) strides[i] = strides[i + 1]! * dims[i + 1]!;
  return strides;
}

function concatenated(node: ForeignNode, inputs: readonly Constant[]): Constant {
  const [first] = inputs;
  const rank = first!.dims.length;
  const axis = (number(node, 'axis', 0) + rank) % rank;
  const inner = (x: Constant): number => x.dims.slice(axis).reduce((n, d) => n * d, 1);
  const outer = first!.dims.slice(0, axis).reduce((n, d) => n * d, 1);
  const total = inputs.reduce((n, x) => n + inner(x), 0);
  const data = first!.whole ? new Float64Array(outer * total) : new Float32Array(outer * total);
  for (let row = 0, at = 0; row < outer; row++) {
    for (const x of inputs) {
      const length = inner(x);
      data.set(x.data.subarray(row * length, (row + 1) * length), at);
      at += length;
    }
  }
  const length = inputs.reduce((n, x) => n + (x.dims[axis] ?? 1), 0);
  return constantOf(first!.dims.with(axis, length), data, first!.whole);
}

/** Along the first axis, which is what shapes are read by. */
function gathered(node: ForeignNode, { dims, data, whole }: Constant, indices: Constant): Constant {
  if (number(node, 'axis', 0) !== 0)
    throw refusal(node, 'import.attribute', { attribute: 'axis', value: number(node, 'axis', 0), only: 0 });
  const [length = 1, ...inner] = dims;
  const size = inner.reduce((n, d) => n * d, 1);
  const picked = whole ? new Float64Array(indices.data.length * size) : new Float32Array(indices.data.length * size);
  for (const [i, index] of indices.data.entries()) {
    const at = (index + length) % length;
    picked.set(data.subarray(at * size, (at + 1) * size), i * size);
  }
  return constantOf([...indices.dims, ...inner], picked, whole);
}

/** Of a list, with steps of one. */
function sliced(node: ForeignNode, [x, starts, ends, , steps]: readonly Constant[]): Constant {
  const from = starts?.data[0] ?? numbers(node, 'starts')?.[0] ?? 0;
  const to = ends?.data[0] ?? numbers(node, 'ends')?.[0] ?? x!.data.length;
  if (x!.dims.length !== 1 || (steps?.data[0] ?? 1) !== 1) throw refusal(node, 'import.slice');
  const data = x!.data.slice(from, Math.min(to, x!.data.length));
  return constantOf([data.length], data, x!.whole);
}

function transposed({ dims, data, whole }: Constant, order: readonly number[]): Constant {
  const result = whole ? new Float64Array(data.length) : new Float32Array(data.length);
  const from = stridesOf(dims);
  const wanted = order.map((axis) => dims[axis]!);
  const outer = stridesOf(wanted);
  for (let i = 0; i < data.length; i++) {
    let at = 0;
    let rest = i;
    for (const [axis, stride] of outer.entries()) {
      at += Math.floor(rest / stride) * from[order[axis]!]!;
      rest %= stride;
    }
    result[i] = data[at]!;
  }
  return constantOf(wanted, result, whole);
}
