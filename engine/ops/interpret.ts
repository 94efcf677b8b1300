import type { Call, Graph, Value } from '../ir/graph.ts';
import type { Tensor64 } from '../ir/op.ts';
import { typeText } from '../ir/types.ts';

/** The float64 values of a graph, by value id. */
export type Values = ReadonlyMap<number, Tensor64>;

/** The calls that lead to `wanted`, in order. */
function leadingTo(calls: readonly Call[], wanted: readonly Value[]): readonly Call[] {
  const needed = new Set(wanted.map((v) => v.id));
  const kept: Call[] = [];
  for (const call of calls.toReversed()) {
    if (!call.outputs.some((v) => needed.has(v.id))) continue;
    for (const v of call.inputs) needed.add(v.id);
    kept.push(call);
  }
  return kept.toReversed();
}

/** Throws unless the tensor has the value's dims, `N` being the same number throughout the run. */
function expectShape(what: string, value: Value, { dims, data }: Tensor64, batch: { size: number | null }): void {
  const fits = value.type.dims.every((d, axis) => {
    if (d === 'N') batch.size ??= dims[axis]!;
    return dims[axis] === (d === 'N' ? batch.size : d);
  });
  const size = dims.reduce((n, d) => n * d, 1);
  if (!fits || dims.length !== value.type.dims.length || data.length !== size)
    throw new Error(`${what}: [${dims.join(',')}] with ${data.length} numbers is not ${typeText(value.type)}`);
}

/**
 * Runs a graph in float64 by the ops' references. `feeds` holds inputs and states by name. With `wanted`, only the
 * calls that lead to those values run, and every other value is dropped after its last use; without, all values are
 * kept. Throws where a feed is missing or of another shape.
 */
export function interpret(graph: Graph, feeds: ReadonlyMap<string, Tensor64>, wanted?: readonly Value[]): Values {
  const calls = wanted ? leadingTo(graph.calls, wanted) : graph.calls;
  const uses = new Map<number, number>();
  const kept = new Set(wanted?.map((v) => v.id));
  for (const { inputs } of calls) for (const { id } of inputs) uses.set(id, (uses.get(id) ?? 0) + 1);

  const values = new Map<number, Tensor64>();
  const batch = { size: null };
  for (const { name, value } of [...graph.inputs, ...graph.states]) {
    if (wanted && !uses.has(value.id) && !kept.has(value.id)) continue;
    const tensor = feeds.get(name);
    if (!tensor) throw new Error(`nothing is fed to ${name}`);
    expectShape(name, value, tensor, batch);
    values.set(value.id, tensor);
  }
  for (const { op, attrs, inputs, outputs, origin } of calls) {
    const results = op.reference(
      attrs,
      inputs.map((v) => values.get(v.id)!),
    );
    for (const [i, value] of outputs.entries()) {
      expectShape(`${op.kind} at ${origin.path}`, value, results[i]!, batch);
      if (!wanted || uses.has(value.id) || kept.has(value.id)) values.set(value.id, results[i]!);
    }
    for (const { id } of wanted ? inputs : []) {
      const left = uses.get(id)! - 1;
      uses.set(id, left);
      if (left === 0 && !kept.has(id)) values.delete(id);
    }
  }
  return values;
}
