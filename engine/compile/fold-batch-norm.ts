import type { Call, Graph, State, Value } from '../ir/graph.ts';
import { f32 } from '../ir/types.ts';
import type { BatchNormInferAttrs } from '../ops/batch-norm-infer.ts';

type StateData = ReadonlyMap<string, Float32Array>;

export interface Folded {
  readonly graph: Graph;
  readonly state: StateData;
}

/**
 * Folds each batch norm whose input is a convolution that nothing else reads into that convolution: with s =
 * γ/√(variance + ε) per filter, w′ = s·w and b′ = s·(b − mean) + β, computed in float64. The convolution keeps its
 * weight's name and gets `<path>.bias` if it had none.
 */
export function foldBatchNorm(graph: Graph, state: StateData): Folded {
  const uses = new Map<number, number>();
  for (const value of [...graph.calls.flatMap((c) => c.inputs), ...graph.outputs.map((o) => o.value)])
    uses.set(value.id, (uses.get(value.id) ?? 0) + 1);
  const stateOf = new Map(graph.states.map((s) => [s.value.id, s]));
  const producers = new Map(graph.calls.flatMap((c) => c.outputs.map((v) => [v.id, c] as const)));
  const data = new Map(state);
  const added: State[] = [];
  const replaced = new Map<Call, Call | null>();
  const given = [...graph.states, ...graph.inputs].map((g) => g.value.id);
  let nextId = [...given, ...producers.keys()].reduce((a, b) => Math.max(a, b), -1) + 1;

  for (const norm of graph.calls) {
    const conv = norm.op.kind === 'batchNormInfer' ? producers.get(norm.inputs[0]!.id) : undefined;
    if (conv?.op.kind !== 'conv2d' || uses.get(conv.outputs[0]!.id) !== 1) continue;
    const weight = stateOf.get(conv.inputs[1]!.id);
    const vectors = norm.inputs.slice(1).map((v) => stateOf.get(v.id));
    const bias = conv.inputs[2] && stateOf.get(conv.inputs[2].id);
    if (!weight || vectors.includes(undefined) || (conv.inputs[2] && !bias)) continue;

    const [gamma, beta, mean, variance] = vectors.map((s) => state.get(s!.name)!) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const { epsilon } = norm.attrs as BatchNormInferAttrs;
    const slope = Float64Array.from(gamma, (g, c) => g / Math.sqrt(variance[c]! + epsilon));
    const before = bias && state.get(bias.name)!;
    const weights = state.get(weight.name)!;
    const perFilter = weights.length / slope.length;
    data.set(
      weight.name,
      weights.map((w, i) => w * slope[Math.floor(i / perFilter)]!),
    );
    const target = bias ?? biasState(weight, slope.length, nextId++);
    if (!bias) added.push(target);
    data.set(
      target.name,
      Float32Array.from(slope, (s, c) => s * ((before?.[c] ?? 0) - mean[c]!) + beta[c]!),
    );
    replaced.set(conv, null);
    replaced.set(norm, { ...conv, inputs: [conv.inputs[0]!, conv.inputs[1]!, target.value], outputs: norm.outputs });
  }
  const calls = graph.calls.flatMap((call) => {
    const now = replaced.get(call);
    return now === null ? [] : [now ?? call];
  });
  const read = new Set(calls.flatMap((c) => c.inputs.map((v) => v.id)));
  return {
    graph: { ...graph, calls, states: [...graph.states, ...added].filter((s) => read.has(s.value.id)) },
    state: data,
  };
}

function biasState(weight: State, filters: number, id: number): State {
  const value: Value = { id, type: f32(filters) };
  const name = `${weight.name.slice(0, weight.name.lastIndexOf('.'))}.bias`;
  return { name, value, weight: 'bias', initial: { kind: 'constant', value: 0 }, role: 'weight', decays: false };
}
