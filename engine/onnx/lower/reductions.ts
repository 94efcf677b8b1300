import type { ReduceMeanAttrs } from '../../ops/reduce-mean.ts';
import type { ReduceSumAttrs } from '../../ops/reduce-sum.ts';
import type { Lowering } from './lowering.ts';

const keep = (keepDims: boolean): number => (keepDims ? 1 : 0);

export const reduceSum: Lowering<ReduceSumAttrs> = (e, { attrs, inputs: [x] }) => [
  e.node('ReduceSum', [x!.name, e.ints(attrs.axes)], { keepdims: keep(attrs.keepDims) }),
];

export const reduceMean: Lowering<ReduceMeanAttrs> = (e, { attrs, inputs: [x] }) => [
  e.node('ReduceMean', [x!.name, e.ints(attrs.axes)], { keepdims: keep(attrs.keepDims) }),
];

export const sumOfSquares: Lowering<unknown> = (e, { inputs: [x] }) => [
  e.node('ReduceSumSquare', [x!.name], { keepdims: 0 }),
];
