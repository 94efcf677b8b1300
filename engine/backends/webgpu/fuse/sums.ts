import { Rewriter, replaceCalls } from '../../../compile/rewrite.ts';
import { type Pass } from '../../../compile/simplify.ts';
import type { Call, Graph, Value } from '../../../ir/graph.ts';
import type { OpDef } from '../../../ir/op.ts';
import type { ConstantAttrs } from '../../../ops/constant.ts';
import type { ReduceAttrs } from '../../../ops/shape/reduce.ts';

/** Σ scale · x, or Σ scale · x², over all elements of an input. */
interface Term {
  /** Which of the results it counts to. */
  readonly result: number;
  readonly squared: boolean;
  readonly scale: number;
  /** Whether the input is there at the end of a step in any case, or small: then kernels may have it packed with others. */
  readonly kept: boolean;
}

export interface SumsAttrs {
  readonly results: number;
  /** Of each input. */
  readonly terms: readonly Term[];
  /** Whether the sum of all results is wanted, too. */
  readonly total: boolean;
}

/** Sums over whole tensors, side by side f32[results], and their total, f32. */
const sums: OpDef<SumsAttrs> = {
  kind: 'sums',
  infer: ({ results, total }) => [
    { dtype: 'f32', dims: [results] },
    ...(total ? [{ dtype: 'f32', dims: [] } as const] : []),
  ],
  reference: ({ results, terms, total }, inputs) => {
    const data = new Float64Array(results);
    for (const [i, { result, squared, scale }] of terms.entries())
      for (const x of inputs[i]!.data) data[result]! += scale * (squared ? x * x : x);
    const all = { dims: [], data: Float64Array.of(data.reduce((a, b) => a + b)) };
    return [{ dims: [results], data }, ...(total ? [all] : [])];
  },
  gradient: 'none',
};

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
    if (!call.op.update) continue;
    for (const v of [...call.inputs, ...call.outputs]) add(v);
  }
  return found;
}

interface Summand {
  readonly x: Value;
  readonly squared: boolean;
  readonly scale: number;
}

/** What `scale` times a scalar is the sum of: squares, a vector, these times a constant, and sums of all that. Null where it is something else. */
function summandsOf(rewriter: Rewriter, scalar: Value, scale = 1): readonly Summand[] | null {
  const call = rewriter.producers.get(scalar.id);
  const [a, b] = call?.inputs ?? [];
  switch (call?.op.kind) {
    case 'sumOfSquares':
      return [{ x: a!, squared: true, scale }];
    case 'reduceSum':
      return a!.type.dims.length === 1 ? [{ x: a!, squared: false, scale }] : null;
    case 'mul': {
      const factor = rewriter.madeBy(b!, 'constant');
      if (!factor) return null;
      return summandsOf(rewriter, a!, scale * (factor.attrs as ConstantAttrs).data[0]!);
    }
    case 'add': {
      const [left, right] = [summandsOf(rewriter, a!, scale), summandsOf(rewriter, b!, scale)];
      return left && right && [...left, ...right];
    }
    default:
      return null;
  }
}

/** Sums that are put side by side, as metrics are, become one call, and so does one alone. */
export const joinSums: Pass = {
  name: 'sums over many tensors at once',
  run(graph) {
    const rewriter = new Rewriter(graph);
    const kept = ofStates(graph, rewriter);
    const isKept = (v: Value): boolean =>
      v.type.dims.length <= 1 ||
      kept.has(v.id) ||
      (rewriter.madeBy(v, 'sub')?.inputs.every((i) => kept.has(i.id)) ?? false);
    /** Of a scalar as a vector of one. */
    const summands = (v: Value): readonly Summand[] | null => {
      const scalar = v.type.dims.length === 1 && rewriter.madeBy(v, 'reshape')?.inputs[0];
      return scalar && scalar.type.dims.length === 0 ? summandsOf(rewriter, scalar) : null;
    };
    const totals = new Map<number, Call>();
    for (const call of graph.calls)
      if (call.op.kind === 'reduceSum' && !(call.attrs as ReduceAttrs).keepDims) totals.set(call.inputs[0]!.id, call);
    const replaced = new Map<Call, readonly Call[]>();
    const join = (call: Call, parts: readonly Value[]): boolean => {
      const all = parts.map(summands);
      if (all.includes(null)) return false;
      const [vector] = call.outputs as readonly [Value];
      const total = totals.get(vector.id);
      const terms = all.flatMap((own, result) =>
        own!.map(({ x, squared, scale }): Term => ({ result, squared, scale, kept: isKept(x) })),
      );
      const attrs = { results: parts.length, terms, total: total !== undefined };
      const inputs = all.flatMap((own) => own!.map((s) => s.x));
      const joined = rewriter.call(sums, attrs, inputs, call.origin);
      replaced.set(call, [{ ...joined, outputs: [vector, ...(total?.outputs ?? [])] }]);
      if (total) replaced.set(total, []);
      return true;
    };
    const taken = new Set<number>();
    for (const call of graph.calls)
      if (call.op.kind === 'concat' && join(call, call.inputs)) for (const { id } of call.inputs) taken.add(id);
    for (const call of graph.calls)
      if (call.op.kind === 'reshape' && !taken.has(call.outputs[0]!.id)) join(call, call.outputs);
    return replaceCalls(graph, replaced);
  },
};
