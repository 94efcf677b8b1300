import type { Graph } from '../../ir/graph.ts';

const passing: ReadonlySet<string> = new Set(['maxPool', 'concat']);

/**
 * Values whose gradient is dropped wherever they are 0: outputs of ReLU, and what max pools and concats make of such
 * outputs, for their gradients hand on what they get to where the zero came from.
 */
export function deadZeros(graph: Graph): ReadonlySet<number> {
  const dead = new Set<number>();
  for (const { op, inputs, outputs } of graph.calls)
    if (op.clipping || (passing.has(op.kind) && inputs.every((v) => dead.has(v.id)))) dead.add(outputs[0]!.id);
  return dead;
}
