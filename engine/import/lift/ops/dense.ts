import type { Constant, ForeignNode } from '../../foreign.ts';
import { nodeName } from '../../foreign.ts';
import { number, requireNumber } from '../attributes.ts';
import type { Axes } from '../axes.ts';
import type { Computed } from '../fact.ts';
import type { Lift } from '../index.ts';
import { type Lifter, ofLayer } from '../lifter.ts';
import { refusal } from '../refusal.ts';

/** α · A · B + β · C, B [K, M] or, with transB, [M, K]. */
export const gemm: Lift = (l, node) => {
  requireNumber(node, 'transA', 0);
  const alpha = number(node, 'alpha', 1);
  const beta = number(node, 'beta', 1);
  const b = l.constant(node, 1);
  const weight = number(node, 'transB', 0) === 1 ? scaled(b.data, alpha) : transposed(b, alpha);
  const units = b.dims[number(node, 'transB', 0) === 1 ? 0 : 1]!;
  const c = l.optional(node, 2);
  return product(l, node, l.computed(node, 0), units, weight, c && biasOf(node, c, units, beta));
};

/** A · B with B [K, M]; of a map with channels last it is a convolution of 1 × 1. */
export const matmul: Lift = (l, node) => {
  const a = l.computed(node, 0);
  const b = l.constant(node, 1);
  const { layer, axes } = a;
  const isPlaces =
    axes.length > 2 &&
    axes
      .at(-1)!
      .filter((own) => layer.lengths[own] !== 1)
      .join() === 'C';
  if (b.dims.length === 2 && isPlaces && layer.form === 'map') {
    const params = { filters: b.dims[1]!, kernel: 1, padding: 'valid', bias: false };
    const weights = new Map([['weight', transposed(b, 1)]]);
    return { ...a, layer: l.add(node, { kind: 'conv2d', params, inputs: [layer], weights, called: node.inputs[1]! }) };
  }
  if (b.dims.length !== 2 || axes.length !== 2) throw refusal(node, 'import.order');
  return product(l, node, a, b.dims[1]!, transposed(b, 1), null);
};

/** `weight` is [units, K], its columns in the order of the file. */
function product(
  l: Lifter,
  node: ForeignNode,
  a: Computed,
  units: number,
  weight: Float32Array,
  bias: Float32Array | null,
): Computed {
  const weights = new Map([['weight', weight]]);
  if (bias) weights.set('bias', bias);
  const called = node.inputs[1]!;
  if (l.asConvolution.has(node.name || node.outputs[0]!)) return asConvolution(l, node, a, units, weights);
  const { layer, order } = l.vector(node, a);
  if (order) weights.set('weight', reordered(weight, units, order));
  const params = { units, bias: bias !== null };
  return ofLayer(l.add(node, { kind: 'dense', params, inputs: [layer], weights, called }));
}

/** The same sum over a map of the kernel's size, whose result is a map of 1 × 1. */
function asConvolution(
  l: Lifter,
  node: ForeignNode,
  a: Computed,
  units: number,
  weights: Map<string, Float32Array>,
): Computed {
  const { layer, axes } = a;
  const map = l.map(node, { ...a, axes: [axes[0]!, ['C'], ['H'], ['W']] satisfies Axes });
  const { H, W } = layer.lengths;
  const kernel = H === W ? H : [H, W];
  const params = { filters: units, kernel, padding: 'valid', bias: weights.has('bias') };
  const made = l.add(node, { kind: 'conv2d', params, inputs: [map], weights, called: node.inputs[1]! });
  return ofLayer(made, [['N'], ['C']]);
}

const scaled = (data: Float32Array | Float64Array, by: number): Float32Array =>
  by === 1 ? Float32Array.from(data) : Float32Array.from(data, (x) => x * by);

/** [K, M] → [M, K]. */
function transposed({ dims, data }: Constant, by: number): Float32Array {
  const [k = 1, m = 1] = dims;
  const result = new Float32Array(data.length);
  for (let row = 0; row < k; row++)
    for (let column = 0; column < m; column++) {
      result[column * k + row] = data[row * m + column]! * by;
    }
  return result;
}

/** Columns from the file's order into the layer's: column i of the file multiplies number order[i]. */
function reordered(weight: Float32Array, units: number, order: Int32Array): Float32Array {
  const result = new Float32Array(weight.length);
  const length = order.length;
  for (let unit = 0; unit < units; unit++)
    for (let i = 0; i < length; i++) {
      result[unit * length + order[i]!] = weight[unit * length + i]!;
    }
  return result;
}

/** C of any shape that is one number a unit, or one for all. */
function biasOf(node: ForeignNode, c: Constant, units: number, beta: number): Float32Array {
  const one = c.data.length === 1;
  if (!one && (c.data.length !== units || c.dims.at(-1) !== units)) {
    throw refusal(node, 'import.bias', { name: nodeName(node), dims: c.dims.join(' × ') });
  }
  return Float32Array.from({ length: units }, (_, i) => c.data[one ? 0 : i]! * beta);
}
