import type { AnalyzedNode } from '../analysis.ts';
import { sourcePaths } from '../tensors.ts';

/**
 * A node above a problem. `channels`, `sizes`: a change of its output's channels, or rows and columns, reaches the
 * problem.
 */
export interface Reached {
  readonly node: AnalyzedNode;
  readonly channels: boolean;
  readonly sizes: boolean;
  /** Above some inputs of the problem's node, not above all. */
  readonly exclusive: boolean;
}

/** Nodes looked at above one input. */
const MOST_ABOVE = 48;
/** Inputs looked above: more than any design that a person draws has. */
const MOST_INPUTS = 8;

/**
 * The node and all above it: first what leads to some of its inputs alone, the nearest first, then what leads to all.
 */
export function upstream(at: AnalyzedNode, byPath: ReadonlyMap<string, AnalyzedNode>): readonly Reached[] {
  const sources = sourcePaths(at);
  const walks = sources.slice(0, MOST_INPUTS).map((path) => walk(path, byPath));
  const met = new Map<string, { readonly above: Above; count: number; distance: number }>();
  for (const walked of walks) {
    for (const [distance, [path, above]] of [...walked].entries()) {
      const known = met.get(path);
      if (known) known.count++;
      else met.set(path, { above, count: 1, distance });
    }
  }
  const found = [...met.values()].sort((a, b) => a.distance - b.distance);
  const reached = found.map(
    ({ above: { node, channels, sizes }, count }): Reached => ({
      node,
      channels,
      sizes,
      exclusive: count < walks.length || walks.length === 1,
    }),
  );
  const own: Reached = { node: at, channels: true, sizes: true, exclusive: true };
  return [own, ...reached.filter((r) => r.exclusive), ...reached.filter((r) => !r.exclusive)];
}

type Above = Omit<Reached, 'exclusive'>;

/** Breadth first, so that the nearest come first. */
function walk(from: string, byPath: ReadonlyMap<string, AnalyzedNode>): ReadonlyMap<string, Above> {
  const found = new Map<string, Above>();
  const queue = [{ path: from, channels: true, sizes: true }];
  for (const { path, channels, sizes } of queue) {
    const node = byPath.get(path);
    if (!node || found.has(path)) continue;
    found.set(path, { node, channels, sizes });
    if (found.size >= MOST_ABOVE) break;
    const makesChannels = (node.node.kind === 'conv2d' && node.params?.['groups'] === 1) || node.node.kind === 'dense';
    const next = {
      channels: channels && !makesChannels,
      sizes: sizes && node.node.kind !== 'dense' && !node.node.kind.startsWith('global'),
    };
    for (const source of sourcePaths(node)) queue.push({ path: source, ...next });
  }
  return found;
}
