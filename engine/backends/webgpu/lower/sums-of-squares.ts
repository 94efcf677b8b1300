import { count } from '../../../ops/shape/tensor.ts';
import type { Expression, Tensor } from '../expression.ts';
import { segmentSumKernels } from '../kernels/segments.ts';
import { batchesOf, type Job, jobOf, onto } from './alike.ts';
import type { Lowering } from './lowering.ts';

const squared = (x: Expression): Expression => ({
  kind: 'apply',
  dtype: 'f32',
  args: [x],
  formula: (a) => `${a} * ${a}`,
});

interface Input {
  readonly expression: Expression;
  readonly result: number;
}

/** All inputs in two kernels, where their formulas are alike: gradients, weights and moments are packed for it. */
export const sumsOfSquares: Lowering<unknown> = (e, { inputs, outputs: [y] }) => {
  const out = e.tensor('f32', y!.dims);
  const job = (tensor: Tensor, result: number): Job<Input> => {
    const expression = squared(tensor.expression);
    const whole = jobOf({ expression, result }, tensor.dims, [expression], []);
    if (whole) return whole;
    const dims = [count(tensor.dims)];
    const load = squared(e.as(tensor, dims).expression);
    return jobOf({ expression: load, result }, dims, [load], [])!;
  };
  for (const { jobs, wholes, offsets } of batchesOf(e, inputs.map(job))) {
    const [first] = jobs as readonly [Job<Input>];
    const segments = jobs.map(({ elements, owner }, i) => ({
      start: offsets[i]!,
      length: elements,
      result: owner.result,
    }));
    const memory = {
      partial: (elements: number) => e.storage(elements),
      table: (data: readonly number[]) => e.stored(e.constant('u32', [data.length], data)),
    };
    const formula = onto(first.owner.expression, first.tensors, wholes);
    for (const launch of segmentSumKernels('sumsOfSquares', formula, segments, out.storage, memory))
      e.launch(launch, 2 * jobs.reduce((n, j) => n + j.elements, 0));
  }
  return [out];
};
