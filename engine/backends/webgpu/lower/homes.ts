import type { Call, Graph, Value } from '../../../ir/graph.ts';
import type { DType } from '../../../ir/types.ts';
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

/** What was computed to its home, as a view. */
export const placedAt = (home: Home, dtype: DType, dims: readonly number[]): Tensor => ({
  dtype,
  dims,
  expression: { kind: 'load', dtype, ...home },
});

export type Joined = Tensor & { readonly storage: Storage };

/**
 * Where values lie that are joined with others and read by formulas besides (the ReLU's output before a concat, which backward reads again): in the joined tensor, as
 * views, instead of once there and once alone; and what convolutions put among the channels of a concat. Not those that a kernel needs in one piece. Formulas that only the
 * concat reads are written in place in any case.
 */
export function homesOf(graph: Graph, tensor: (value: Value) => Joined) {
  const users = new Map<number, Call[]>();
  for (const call of graph.calls) for (const { id } of call.inputs) users.set(id, [...(users.get(id) ?? []), call]);
  const given = new Set([...graph.outputs.map((o) => o.value.id), ...[...graph.assigns.values()].map((v) => v.id)]);
  const convolved = new Set(graph.calls.flatMap((c) => (c.op.kind === 'conv2d' ? c.outputs.map((v) => v.id) : [])));
  const homes = new Map<number, Home>();
  const joins = new Map<Call, Joined>();
  for (const call of graph.calls) {
    if (call.op.kind !== 'concat') continue;
    const { axis } = call.attrs as ConcatAttrs;
    const isHomed = ({ id, type }: Value): boolean => {
      if (type.dims.length < 2 || given.has(id) || homes.has(id)) return false;
      const readers = users.get(id)!;
      const isWanted = convolved.has(id) ? axis === 1 : readers.length > 1;
      return isWanted && readers.every((r) => r === call || r.op.kind in elementwise);
    };
    if (!call.inputs.some(isHomed)) continue;
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
