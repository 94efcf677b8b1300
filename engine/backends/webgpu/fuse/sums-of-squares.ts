import { Rewriter, replaceCalls } from '../../../compile/rewrite.ts';
import { type Pass } from '../../../compile/simplify.ts';
import type { Call, Graph, Value } from '../../../ir/graph.ts';
import type { OpDef } from '../../../ir/op.ts';
import type { NoAttrs } from '../../../ops/elementwise.ts';
import type { OpKind } from '../../../ops/index.ts';
import { sumOfSquares } from '../../../ops/sum-of-squares.ts';

/** Σ x² of each input, f32[inputs]. */
const sumsOfSquares: OpDef<NoAttrs> = {
  kind: 'sumsOfSquares',
  infer: (_, inputs) => [{ dtype: 'f32', dims: [inputs.length] }],
  reference: (attrs, inputs) => {
    const data = Float64Array.from(inputs, (x) => sumOfSquares.reference(attrs, [x])[0]!.data[0]!);
    return [{ dims: [inputs.length], data }];
  },
  gradient: 'none',
};

/** The ops that move a state a step on: weight, gradient, moments and scalars come in; weight and moments come out. */
export const updates: ReadonlySet<string> = new Set<OpKind>(['sgdStep', 'adamStep', 'rmspropStep']);

/** Ids of states, of their gradients, and of what updates make: they are there at the end of a step in any case, so that kernels may wait to take all of them at once. */
function ofStates(graph: Graph, rewriter: Rewriter): ReadonlySet<number> {
  const found = new Set(graph.states.map((s) => s.value.id));
  const add = (v: Value): void => {
    if (found.has(v.id) || v.type.dims.length === 0) return;
    found.add(v.id);
    // A gradient may be scaled before it is used.
    const scaled = rewriter.madeBy(v, 'mul');
    if (scaled?.inputs.some((i) => i.type.dims.length === 0)) scaled.inputs.forEach(add);
  };
  for (const call of graph.calls) {
    if (!updates.has(call.op.kind)) continue;
    for (const v of [...call.inputs, ...call.outputs]) add(v);
  }
  return found;
}

/** Squared norms of gradients, weights and updates that are put side by side become one call. */
export const joinSumsOfSquares: Pass = {
  name: 'sums of squares of many tensors at once',
  run(graph) {
    const rewriter = new Rewriter(graph);
    const kept = ofStates(graph, rewriter);
    const isKept = (v: Value): boolean =>
      kept.has(v.id) || (rewriter.madeBy(v, 'sub')?.inputs.every((i) => kept.has(i.id)) ?? false);
    const replaced = new Map<Call, readonly Call[]>();
    for (const call of graph.calls) {
      if (call.op.kind !== 'concat') continue;
      const summed = call.inputs.flatMap((part) => {
        const scalar = rewriter.madeBy(part, 'reshape')?.inputs[0];
        const x = scalar && rewriter.madeBy(scalar, 'sumOfSquares')?.inputs[0];
        return x && isKept(x) ? [x] : [];
      });
      if (summed.length < call.inputs.length) continue;
      const joined = rewriter.call(sumsOfSquares, {}, summed, call.origin);
      replaced.set(call, [{ ...joined, outputs: call.outputs }]);
    }
    return replaceCalls(graph, replaced);
  },
};
