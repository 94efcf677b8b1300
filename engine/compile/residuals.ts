import type { Analysis } from '../analyze/analysis.ts';

/**
 * y = F(x) + x, as found in a network: an `add` one of whose inputs is the other's ancestor, directly or through a
 * shortcut.
 */
export interface ResidualBlock {
  readonly add: string;
  /** Node that puts out F(x). */
  readonly branch: string;
  /** Node that puts out x, or its projection. */
  readonly skip: string;
}

/**
 * Every two-input residual addition of the training network, in topological order: in a dead branch, which is not
 * computed, there is none.
 */
export function residualBlocks(analysis: Analysis): readonly ResidualBlock[] {
  const order = new Map(analysis.nodes.map((n, i) => [n.node.path, i]));
  const found: ResidualBlock[] = [];
  for (const { node, training } of analysis.nodes) {
    const sources = training && node.kind === 'add' ? (node.inputs['in'] ?? []) : [];
    const [a, b] = sources;
    if (sources.length !== 2 || !a || !b) continue;
    if (isSkip(analysis, order, a, b)) found.push({ add: node.path, branch: b, skip: a });
    else if (isSkip(analysis, order, b, a)) found.push({ add: node.path, branch: a, skip: b });
  }
  return found;
}

/**
 * Whether `skip` is the x of a branch that ends at `branch`: its own source (through a shortcut layer) feeds the
 * branch.
 */
function isSkip(analysis: Analysis, order: ReadonlyMap<string, number>, skip: string, branch: string): boolean {
  const node = analysis.byPath.get(skip)?.node;
  const origin = node?.kind === 'shortcut' ? node.inputs['in']?.[0] : skip;
  if (!origin || (node?.kind !== 'shortcut' && origin === branch)) return false;
  const floor = order.get(origin) ?? 0;
  const seen = new Set<string>();
  const open = [branch];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (path === origin) return true;
    // Sources stand before sinks: nothing above `origin` in the order can come from it.
    if (seen.has(path) || (order.get(path) ?? 0) < floor) continue;
    seen.add(path);
    for (const sources of Object.values(analysis.byPath.get(path)?.node.inputs ?? {})) {
      for (const source of sources) if (source) open.push(source);
    }
  }
  return false;
}
