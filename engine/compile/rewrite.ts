import type { Call, Graph, Origin, Value } from '../ir/graph.ts';
import type { OpDef } from '../ir/op.ts';

/** Looks at a graph and makes calls that are to replace some of its own. */
export class Rewriter {
  readonly producers: ReadonlyMap<number, Call>;
  readonly #uses = new Map<number, number>();
  #nextId: number;

  constructor(graph: Graph) {
    this.producers = new Map(graph.calls.flatMap((c) => c.outputs.map((v) => [v.id, c] as const)));
    const read = [
      ...graph.calls.flatMap((c) => c.inputs),
      ...graph.outputs.map((o) => o.value),
      ...graph.assigns.values(),
    ];
    for (const { id } of read) this.#uses.set(id, (this.#uses.get(id) ?? 0) + 1);
    const given = [...graph.inputs, ...graph.states].map((i) => i.value.id);
    this.#nextId = [...given, ...this.producers.keys()].reduce((max, id) => Math.max(max, id), -1) + 1;
  }

  /** How often calls, outputs and next states read the value. */
  uses(value: Value): number {
    return this.#uses.get(value.id) ?? 0;
  }

  /** The call that makes the value, if it is of that op. */
  madeBy(value: Value, kind: string): Call | undefined {
    const call = this.producers.get(value.id);
    return call?.op.kind === kind ? call : undefined;
  }

  /** A call with fresh outputs; `origin` says whose time it is. */
  call<A>(op: OpDef<A>, attrs: A, inputs: readonly Value[], origin: Origin): Call {
    const types = op.infer(
      attrs,
      inputs.map((v) => v.type),
    );
    const outputs = types.map((type) => ({ id: this.#nextId++, type }));
    return { op: op as OpDef<unknown>, attrs, inputs, outputs, origin };
  }
}

/**
 * The graph with each call of `replaced` exchanged for the calls given (none drops it); the result is sorted so that
 * values come before their uses, in the old order wherever that allows it.
 */
export function replaceCalls(graph: Graph, replaced: ReadonlyMap<Call, readonly Call[]>): Graph {
  if (replaced.size === 0) return graph;
  const calls = graph.calls.flatMap((call) => replaced.get(call) ?? [call]);
  const producers = new Map(calls.flatMap((c) => c.outputs.map((v) => [v.id, c] as const)));
  const done = new Set<Call>();
  const sorted: Call[] = [];
  const place = (call: Call): void => {
    if (done.has(call)) return;
    done.add(call);
    for (const { id } of call.inputs) {
      const producer = producers.get(id);
      if (producer) place(producer);
    }
    sorted.push(call);
  };
  for (const call of calls) place(call);
  return { ...graph, calls: sorted };
}
