import type { ReduceAttrs } from '../../../ops/shape/reduce.ts';
import { count } from '../../../ops/shape/tensor.ts';
import { type Tensor, usesIndex } from '../expression.ts';
import { partialSums } from '../kernels/reduce.ts';
import type { Emitter } from './emitter.ts';
import type { Lowering } from './lowering.ts';

/** What a sum over many elements leaves, [splits, …], or null where one pass sums them. */
function split(e: Emitter, { dims, expression }: Tensor, axes: readonly number[]): Tensor | null {
  if (usesIndex(expression)) return null;
  const kept = dims.filter((_, axis) => !axes.includes(axis));
  const made: Tensor[] = [];
  const launch = partialSums({ name: 'reduceSum', dims, axes, expression }, (splits) => {
    const parts = e.tensor('f32', [splits, ...kept]);
    made.push(parts);
    return parts.storage;
  });
  if (!launch) return null;
  e.launch(launch, count(dims));
  return made[0]!;
}

/** Where it takes two passes, the second is one for several: a bias's gradient, say, waits as its weights' do. */
export const reduceSum: Lowering<ReduceAttrs> = (e, { attrs: { axes }, inputs: [x], outputs: [y] }) => {
  const parts = split(e, x!, axes);
  const sum = parts ? e.joins.add(e, parts) : e.sum(x!.dims, axes, [{ tensor: x!, scale: 1 }])[0]!;
  return [e.as(sum, y!.dims)];
};

export const reduceMean: Lowering<ReduceAttrs> = (e, { attrs: { axes }, inputs: [x], outputs: [y] }) => {
  const averaged = axes.reduce((n, axis) => n * x!.dims[axis]!, 1);
  return e.sum(x!.dims, axes, [{ tensor: x!, scale: 1 / averaged }]).map((s) => e.as(s, y!.dims));
};

export const sumOfSquares: Lowering<unknown> = (e, { inputs: [x] }) => {
  const square = e.apply('f32', x!.dims, [x!], (a) => `${a} * ${a}`);
  return e.sum(
    x!.dims,
    x!.dims.map((_, axis) => axis),
    [{ tensor: square, scale: 1 }],
  );
};

export const globalAveragePool: Lowering<unknown> = (e, { inputs: [x], outputs: [y] }) =>
  e.sum(x!.dims, [2, 3], [{ tensor: x!, scale: 1 / count(x!.dims.slice(2)) }]).map((s) => e.as(s, y!.dims));
