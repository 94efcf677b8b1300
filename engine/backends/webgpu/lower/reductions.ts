import type { ReduceAttrs } from '../../../ops/shape/reduce.ts';
import { count } from '../../../ops/shape/tensor.ts';
import type { Lowering } from './lowering.ts';

export const reduceSum: Lowering<ReduceAttrs> = (e, { attrs: { axes }, inputs: [x], outputs: [y] }) =>
  e.sum(x!.dims, axes, [{ tensor: x!, scale: 1 }]).map((s) => e.as(s, y!.dims));

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
