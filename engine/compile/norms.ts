import type { Call, Value } from '../ir/graph.ts';
import type { OpDef } from '../ir/op.ts';
import { elements } from '../ir/types.ts';
import { add } from '../ops/add.ts';
import type { BatchNormTrainAttrs } from '../ops/batch-norm-train.ts';
import { constant } from '../ops/constant.ts';
import { div } from '../ops/div.ts';
import { mul } from '../ops/mul.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { Rewriter, replaceCalls } from './rewrite.ts';
import type { Pass } from './simplify.ts';

/**
 * Σy² of a batch norm's output follows from its statistics: per channel y = γ·x̂ + β, the mean of x̂ is 0 and that of
 * x̂² is v/(v + ε), so with m elements a channel Σy² = m·Σ_c (γ²·v/(v + ε) + β²). Spares a pass over y, and lets y be
 * fused away.
 */
export const normOfBatchNorm: Pass = {
  name: 'norm of a batch norm from its statistics',
  run(graph) {
    const rewriter = new Rewriter(graph);
    const replaced = new Map<Call, readonly Call[]>();
    for (const call of graph.calls) {
      const [y] = call.inputs;
      const norm = call.op.kind === 'sumOfSquares' ? rewriter.madeBy(y!, 'batchNormTrain') : undefined;
      if (!norm || norm.outputs[0] !== y) continue;
      const made: Call[] = [];
      const one = <A>(op: OpDef<A>, attrs: A, ...inputs: readonly Value[]): Value => {
        const next = rewriter.call(op, attrs, inputs, call.origin);
        made.push(next);
        return next.outputs[0]!;
      };
      const scalar = (value: number): Value => one(constant, { dtype: 'f32', dims: [], data: [value] });
      const [, gamma, beta] = norm.inputs;
      const variance = norm.outputs[2]!;
      const share = one(div, {}, variance, one(add, {}, variance, scalar((norm.attrs as BatchNormTrainAttrs).epsilon)));
      const perChannel = one(add, {}, one(mul, {}, one(mul, {}, gamma!, gamma!), share), one(mul, {}, beta!, beta!));
      const sum = one(reduceSum, { axes: [0], keepDims: false }, perChannel);
      const count = scalar(elements(y!.type) / elements(gamma!.type));
      const last = rewriter.call(mul, {}, [sum, count], call.origin);
      replaced.set(call, [...made, { ...last, outputs: call.outputs }]);
    }
    return replaceCalls(graph, replaced);
  },
};
