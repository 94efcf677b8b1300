import type { Graph, Value } from '../../../ir/graph.ts';

/** The graph with a number for `N`, in types and attributes. */
export function withBatch(graph: Graph, batch: number): Graph {
  const values = new Map<number, Value>();
  const now = (v: Value): Value => {
    const known = values.get(v.id);
    if (known) return known;
    const made = { id: v.id, type: { ...v.type, dims: v.type.dims.map((d) => (d === 'N' ? batch : d)) } };
    values.set(v.id, made);
    return made;
  };
  const all = <T extends { readonly value: Value }>(list: readonly T[]): readonly T[] =>
    list.map((x) => ({ ...x, value: now(x.value) }));
  return {
    inputs: all(graph.inputs),
    states: all(graph.states),
    calls: graph.calls.map((c) => ({
      ...c,
      attrs: withNumber(c.attrs, batch),
      inputs: c.inputs.map(now),
      outputs: c.outputs.map(now),
    })),
    assigns: new Map([...graph.assigns].map(([name, v]) => [name, now(v)])),
    losses: all(graph.losses),
    metrics: all(graph.metrics),
    outputs: all(graph.outputs),
    nodeValues: new Map([...graph.nodeValues].map(([path, v]) => [path, now(v)])),
  };
}

/** Attributes with a number for `N`, wherever it stands in them. */
function withNumber(attr: unknown, batch: number): unknown {
  if (attr === 'N') return batch;
  if (Array.isArray(attr)) return attr.map((a) => withNumber(a, batch));
  if (typeof attr !== 'object' || attr === null) return attr;
  return Object.fromEntries(Object.entries(attr).map(([name, a]) => [name, withNumber(a, batch)]));
}
