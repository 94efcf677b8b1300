import type { Call, Graph, Value } from '../ir/graph.ts';

/** A pure rewrite of a graph; the verifier runs between passes in tests. */
export interface Pass {
  readonly name: string;
  run(graph: Graph): Graph;
}

/** Values that leave the graph: outputs and next states. */
export function roots(graph: Graph): readonly Value[] {
  return [...graph.outputs.map((o) => o.value), ...graph.assigns.values()];
}

/** Drops calls that lead to no output and no next state (gradients that nobody asked for, say of the image). */
export const eliminateDeadCode: Pass = {
  name: 'eliminate dead code',
  run(graph) {
    const live = new Set(roots(graph).map((v) => v.id));
    const calls: Call[] = [];
    for (const call of [...graph.calls].reverse()) {
      if (!call.outputs.some((v) => live.has(v.id))) continue;
      for (const v of call.inputs) live.add(v.id);
      calls.push(call);
    }
    const states = graph.states.filter((s) => live.has(s.value.id) || graph.assigns.has(s.name));
    return { ...graph, calls: calls.reverse(), states, inputs: graph.inputs.filter((i) => live.has(i.value.id)) };
  },
};

/** Computes equal calls (same op, attributes and inputs) once; every op is pure, so the first stands for all. */
const shareCommonCalls: Pass = {
  name: 'share common calls',
  run(graph) {
    const replaced = new Map<number, Value>();
    const known = new Map<string, readonly Value[]>();
    const now = (v: Value): Value => replaced.get(v.id) ?? v;
    const calls: Call[] = [];
    for (const call of graph.calls) {
      const inputs = call.inputs.map(now);
      const key = `${call.op.kind} ${inputs.map((v) => v.id).join(',')} ${JSON.stringify(call.attrs)}`;
      const same = known.get(key);
      if (same) call.outputs.forEach((v, i) => replaced.set(v.id, same[i]!));
      else {
        known.set(key, call.outputs);
        calls.push({ ...call, inputs });
      }
    }
    const named = <T extends { readonly value: Value }>(list: readonly T[]): readonly T[] =>
      list.map((x) => ({ ...x, value: now(x.value) }));
    return {
      ...graph,
      calls,
      assigns: new Map([...graph.assigns].map(([name, v]) => [name, now(v)])),
      losses: named(graph.losses),
      metrics: named(graph.metrics),
      outputs: named(graph.outputs),
      nodeValues: new Map([...graph.nodeValues].map(([path, v]) => [path, now(v)])),
    };
  },
};

export const passes: readonly Pass[] = [shareCommonCalls, eliminateDeadCode];

export function simplify(graph: Graph): Graph {
  return passes.reduce((g, pass) => pass.run(g), graph);
}
