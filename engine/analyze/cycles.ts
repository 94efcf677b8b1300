import { type Problem, problem } from '../base/diagnostics.ts';
import type { Wiring } from './wiring.ts';

/** Nodes of a circle that a message names before it stops. */
const MOST_NAMED = 8;

/**
 * One problem for each circle that is met first when walking back from the nodes that could not be ordered. Walking
 * always to the first unordered source must meet a node twice; nodes met on an earlier walk are not walked again, so
 * that all walks together are linear.
 */
export function cycleProblems(wiring: Wiring): readonly Problem[] {
  const { order, ordered } = wiring;
  if (ordered === order.length) return [];
  const unordered = new Set(Array.from(order).slice(ordered));
  const walked = new Set<number>();
  const found: Problem[] = [];
  for (const start of unordered) {
    const walk: number[] = [];
    const position = new Map<number, number>();
    let at: number | undefined = start;
    while (at !== undefined && !walked.has(at)) {
      walked.add(at);
      position.set(at, walk.length);
      walk.push(at);
      at = unorderedSource(wiring, at, unordered);
    }
    const from = at === undefined ? undefined : position.get(at);
    if (from !== undefined) found.push(cycle(walk.slice(from).reverse(), wiring.network.nodes));
  }
  return found;
}

function unorderedSource(
  { starts, sources }: Wiring,
  node: number,
  unordered: ReadonlySet<number>,
): number | undefined {
  for (let w = starts[node]!; w < starts[node + 1]!; w++) if (unordered.has(sources[w]!)) return sources[w];
  return undefined;
}

/** `circle` in the direction of the wires. The fix removes the wire that runs back: into the node drawn first. */
function cycle(circle: readonly number[], nodes: Wiring['network']['nodes']): Problem {
  const first = circle.indexOf(circle.reduce((a, b) => Math.min(a, b)));
  const turned = [...circle.slice(first), ...circle.slice(0, first)];
  const paths = turned.map((i) => nodes[i]!.path);
  const { path, inputs } = nodes[turned[0]!]!;
  const source = paths.at(-1)!;
  const [port = 'in', wires = []] = Object.entries(inputs).find(([, from]) => from.includes(source)) ?? [];
  const named = paths.length > MOST_NAMED ? [...paths.slice(0, MOST_NAMED - 1), '…', paths.at(-1)!] : paths;
  return problem(
    'network.cycle',
    path,
    { chain: [...named, path].join(' → ') },
    {
      field: port,
      fixes: [
        {
          code: 'wire.remove',
          values: { source },
          actions: [{ do: 'removeInput', node: path, port, index: wires.indexOf(source) }],
        },
      ],
    },
  );
}
