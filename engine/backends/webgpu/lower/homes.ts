import type { Call, Graph, Value } from '../../../ir/graph.ts';
import type { ConcatAttrs } from '../../../ops/concat.ts';
import { stridesOf } from '../../../ops/shape/tensor.ts';
import { concrete, type Tensor } from '../expression.ts';
import type { Storage } from '../program.ts';
import { elementwise } from './elementwise.ts';

/** A part of a joined tensor: what is computed for it is written there at once. */
export interface Home {
  readonly storage: Storage;
  readonly offset: number;
  readonly strides: readonly number[];
}

export type Joined = Tensor & { readonly storage: Storage };

/**
 * Where values lie that are joined with others and read by formulas besides (the ReLU's output before a concat, which backward reads again): in the joined tensor, as
 * views, instead of once there and once alone. Not those that a kernel needs in one piece. Values that only the concat reads are written in place in any case.
 */
export function homesOf(graph: Graph, tensor: (value: Value) => Joined) {
  const users = new Map<number, Call[]>();
  for (const call of graph.calls) for (const { id } of call.inputs) users.set(id, [...(users.get(id) ?? []), call]);
  const given = new Set([...graph.outputs.map((o) => o.value.id), ...[...graph.assigns.values()].map((v) => v.id)]);
  const homes = new Map<number, Home>();
  const joins = new Map<Call, Joined>();
  for (const call of graph.calls) {
    if (call.op.kind !== 'concat') continue;
    const isReader = (other: Call): boolean => other === call || other.op.kind in elementwise;
    const isHomed = ({ id, type }: Value): boolean =>
      type.dims.length > 1 &&
      !given.has(id) &&
      !homes.has(id) &&
      users.get(id)!.length > 1 &&
      users.get(id)!.every(isReader);
    if (!call.inputs.some(isHomed)) continue;
    const { axis } = call.attrs as ConcatAttrs;
    const joined = tensor(call.outputs[0]!);
    joins.set(call, joined);
    const strides = stridesOf(joined.dims);
    let before = 0;
    for (const v of call.inputs) {
      if (isHomed(v)) homes.set(v.id, { storage: joined.storage, offset: before * strides[axis]!, strides });
      before += concrete(v.type.dims)[axis]!;
    }
  }
  return { homes, joins };
}
