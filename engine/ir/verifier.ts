import type { Graph, Value } from './graph.ts';
import type { TensorType } from './types.ts';
import { sameType, typeText } from './types.ts';

/**
 * What is wrong with a graph, a sentence each; empty for a sound one. Every value is defined once and before its use,
 * under one type; each call's types are what its op infers; names of inputs, states, metrics and outputs are unique;
 * assigns name a state and have its type; losses and metrics are f32 scalars. Passes of the compiler are verified in
 * between in tests.
 */
export function violations(graph: Graph): readonly string[] {
  const found: string[] = [];
  const defined = new Map<number, TensorType>();

  const define = (what: string, { id, type }: Value): void => {
    if (defined.has(id)) found.push(`${what} defines %${id} again`);
    defined.set(id, type);
  };
  const use = (what: string, { id, type }: Value): void => {
    const known = defined.get(id);
    if (!known) found.push(`${what} uses %${id} before it is defined`);
    else if (!sameType(known, type))
      found.push(`${what} takes %${id} for ${typeText(type)}, but it is ${typeText(known)}`);
  };
  const unique = (what: string, names: readonly string[]): void => {
    for (const name of names.filter((n, i) => names.indexOf(n) !== i)) found.push(`${what} ${name} is declared twice`);
  };

  for (const { name, value } of graph.inputs) define(`input ${name}`, value);
  for (const { name, value } of graph.states) define(`state ${name}`, value);
  unique(
    'input or state',
    [...graph.inputs, ...graph.states].map((i) => i.name),
  );
  unique(
    'metric',
    graph.metrics.map((m) => m.name),
  );
  unique(
    'output',
    graph.outputs.map((o) => o.name),
  );

  for (const [at, { op, attrs, inputs, outputs }] of graph.calls.entries()) {
    const what = `call ${at} (${op.kind})`;
    for (const v of inputs) use(what, v);
    try {
      const types = op.infer(
        attrs,
        inputs.map((v) => v.type),
      );
      const given = outputs.map((v) => typeText(v.type)).join(', ');
      const inferred = types.map(typeText).join(', ');
      if (given !== inferred) found.push(`${what} gives ${given}, but its op infers ${inferred}`);
    } catch (error) {
      found.push(`${what} is ill-typed: ${(error as Error).message}`);
    }
    for (const v of outputs) define(what, v);
  }

  const states = new Map(graph.states.map((s) => [s.name, s.value.type]));
  for (const [name, value] of graph.assigns) {
    use(`assign of ${name}`, value);
    const type = states.get(name);
    if (!type) found.push(`assign of ${name}: no such state`);
    else if (!sameType(type, value.type))
      found.push(`assign of ${name} gives ${typeText(value.type)}, but the state is ${typeText(type)}`);
  }
  for (const [what, items] of [
    ['loss', graph.losses],
    ['metric', graph.metrics],
  ] as const)
    for (const { name, value } of items) {
      use(`${what} ${name}`, value);
      if (typeText(value.type) !== 'f32[]') found.push(`${what} ${name} is ${typeText(value.type)}, not a scalar`);
    }
  for (const { name, value } of graph.outputs) use(`output ${name}`, value);
  for (const [path, value] of graph.nodeValues) use(`node ${path}`, value);
  return found;
}

/** Throws with all violations, if there are any. */
export function verify(graph: Graph): void {
  const found = violations(graph);
  if (found.length > 0) throw new Error(`graph is not sound:\n${found.join('\n')}`);
}
