import { Rewriter, replaceCalls } from '../../../compile/rewrite.ts';
import { type Pass, roots } from '../../../compile/simplify.ts';
import type { Call, Graph, Value } from '../../../ir/graph.ts';
import type { OpDef } from '../../../ir/op.ts';
import { add } from '../../../ops/add.ts';
import type { BatchNormInferAttrs } from '../../../ops/batch-norm-infer.ts';
import { constant } from '../../../ops/constant.ts';
import { type Conv2dAttrs, conv2d } from '../../../ops/conv2d.ts';
import { type Conv2dInputGradientAttrs, conv2dInputGradient } from '../../../ops/conv2d-input-gradient.ts';
import { conv2dWeightGradient } from '../../../ops/conv2d-weight-gradient.ts';
import { mul } from '../../../ops/mul.ts';
import { neg } from '../../../ops/neg.ts';
import { reciprocal } from '../../../ops/reciprocal.ts';
import { reduceSum } from '../../../ops/reduce-sum.ts';
import { reshape } from '../../../ops/reshape.ts';
import { sqrt } from '../../../ops/sqrt.ts';
import { sub } from '../../../ops/sub.ts';

/** A frozen norm of a convolution, as training computes it forward and backward. */
interface Frozen {
  readonly norm: Call;
  readonly conv: Call;
  /** ∂L/∂y. */
  readonly g: Value;
  /** Those that read ∂L/∂z = s · g. */
  readonly ofGradient: readonly Call[];
  /** Σ g · (z − μ), over all but the channels. */
  readonly products: Call;
}

/**
 * A norm y = s·(z − μ) + β, s = γ/√(σ² + ε), whose statistics do not change, of a convolution z = W∗x + b that nothing else reads is the convolution W′∗x + b′ with W′ = s·W
 * and b′ = β + s·(b − μ), in training too, although γ, β, W and b learn: with G = Σ g·x over the positions, W′'s gradient from g = ∂L/∂y itself,
 *   ∂L/∂W = s·G, ∂L/∂b = s·Σg, ∂L/∂x = W′ᵀ∗g, ∂L/∂β = Σg, and
 *   ∂L/∂γ = Σ g·(z − μ)/√(σ² + ε), where Σ g·z = Σ g·(W∗x + b) = ⟨W, G⟩ + b·Σg: z is not needed, nor kept from forward to backward.
 * Nothing is divided by γ, which may be 0. Spared are a pass that reads g and z, and one that makes ∂L/∂z.
 */
export const foldFrozenNorms: Pass = {
  name: 'frozen norms into convolutions',
  run(graph) {
    const rewriter = new Rewriter(graph);
    const replaced = new Map<Call, readonly Call[]>();
    for (const found of frozenNorms(graph, rewriter))
      for (const [call, calls] of folded(found, rewriter)) replaced.set(call, calls);
    return replaceCalls(graph, replaced);
  },
};

function frozenNorms(graph: Graph, rewriter: Rewriter): readonly Frozen[] {
  const states = new Set(graph.states.map((s) => s.value.id));
  const given = new Set(roots(graph).map((v) => v.id));
  const readers = new Map<number, Call[]>();
  for (const call of graph.calls)
    for (const id of new Set(call.inputs.map((v) => v.id))) readers.set(id, [...(readers.get(id) ?? []), call]);
  const of = ({ id }: Value, kind: string): readonly Call[] =>
    (readers.get(id) ?? []).filter((call) => call.op.kind === kind);
  return graph.calls.flatMap((norm): readonly Frozen[] => {
    if (norm.op.kind !== 'batchNormInfer') return [];
    const [z, gamma, , mean, variance] = norm.inputs as readonly [Value, Value, Value, Value, Value];
    const conv = rewriter.madeBy(z, 'conv2d');
    if (!conv || given.has(z.id) || !states.has(mean.id) || !states.has(variance.id)) return [];
    const centred = of(z, 'sub')[0];
    if (!centred || readers.get(z.id)!.length !== 2) return [];
    const weighted = of(centred.outputs[0]!, 'mul')[0];
    const products = weighted && of(weighted.outputs[0]!, 'reduceSum')[0];
    const g = weighted?.inputs.find((v) => v !== centred.outputs[0]);
    if (!products || !g || readers.get(centred.outputs[0]!.id)!.length !== 1) return [];
    const isSlope = (v: Value): boolean => {
      const along = rewriter.madeBy(v, 'reshape');
      return along !== undefined && (rewriter.madeBy(along.inputs[0]!, 'mul')?.inputs.includes(gamma) ?? false);
    };
    const scaled = of(g, 'mul').find((call) => call.inputs.some(isSlope));
    const ofGradient = scaled ? (readers.get(scaled.outputs[0]!.id) ?? []) : [];
    const known = new Set(['conv2dInputGradient', 'conv2dWeightGradient', 'reduceSum']);
    if (!ofGradient.every((call) => known.has(call.op.kind))) return [];
    return ofGradient.some((call) => call.op.kind === 'conv2dWeightGradient')
      ? [{ norm, conv, g, ofGradient, products }]
      : [];
  });
}

/** The calls that change, each with what takes its place: the last of those has its results. */
function folded({ norm, conv, g, ofGradient, products }: Frozen, rewriter: Rewriter) {
  const replaced = new Map<Call, readonly Call[]>();
  let { origin } = norm;
  let before: Call[] = [];
  const one = <A>(op: OpDef<A>, attrs: A, ...inputs: readonly Value[]): Value => {
    const made = rewriter.call(op, attrs, inputs, origin);
    before.push(made);
    return made.outputs[0]!;
  };
  const replace = <A>(call: Call, op: OpDef<A>, attrs: A, ...inputs: readonly Value[]): void => {
    const made = rewriter.call(op, attrs, inputs, op.kind === conv2d.kind ? conv.origin : call.origin);
    replaced.set(call, [...before, { ...made, outputs: call.outputs }]);
    before = [];
  };
  const [x, w, bias] = conv.inputs as readonly [Value, Value, Value?];
  const [, gamma, beta, mean, variance] = norm.inputs as readonly [Value, Value, Value, Value, Value];
  const attrs = conv.attrs as Conv2dAttrs;
  const weightDims = w.type.dims.map(Number);
  const filters = weightDims[0]!;
  const aFilter = (v: Value): Value => one(reshape, { dims: [filters, 1, 1, 1] }, v);

  const epsilon = one(constant, { dtype: 'f32', dims: [], data: [(norm.attrs as BatchNormInferAttrs).epsilon] });
  const root = one(reciprocal, {}, one(sqrt, {}, one(add, {}, variance, epsilon)));
  const slope = one(mul, {}, gamma, root);
  const scaledWeight = one(mul, {}, w, aFilter(slope));
  const apart = bias ? one(sub, {}, bias, mean) : one(neg, {}, mean);
  const shift = one(add, {}, beta, one(mul, {}, slope, apart));
  replace(norm, conv2d, attrs, x, scaledWeight, shift);

  origin = products.origin;
  const gradient = one(conv2dWeightGradient, { ...attrs, weightDims }, x, g);
  const total = one(reduceSum, { axes: [0, 2, 3], keepDims: false }, g);
  const along = one(reduceSum, { axes: [1, 2, 3], keepDims: false }, one(mul, {}, w, gradient));
  replace(products, add, {}, along, one(mul, {}, apart, total));
  for (const call of ofGradient) {
    if (call.op.kind === 'conv2dInputGradient')
      replace(call, conv2dInputGradient, call.attrs as Conv2dInputGradientAttrs, g, scaledWeight);
    else if (call.op.kind === 'conv2dWeightGradient') replace(call, mul, {}, gradient, aFilter(slope));
    else replace(call, mul, {}, total, slope);
  }
  return replaced;
}
