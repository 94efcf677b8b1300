import { bytesOf, elements } from '../ir/types.ts';
import type { Analysis, AnalyzedNode } from './analysis.ts';

/** Bytes of a node's output for one image; 0 where its type is unknown. */
export function outputBytes({ type }: AnalyzedNode): number {
  return type ? elements(type) * bytesOf[type.dtype] : 0;
}

const none: readonly never[] = [];

const isWhole = (paths: readonly (string | null)[]): paths is readonly string[] => !paths.includes(null);

/** Paths of a node's sources that exist, port by port. */
export function sourcePaths({ node, layer }: AnalyzedNode): readonly string[] {
  const ports = layer?.ports ?? none;
  const only = ports.length === 1 ? (node.inputs[ports[0]!.name] ?? none) : null;
  if (only && isWhole(only)) return only;
  return ports.flatMap(({ name }) => node.inputs[name]?.filter((path) => path !== null) ?? []);
}

/** Which node's tensor each node puts out: its own, or, for a view, that of what it views. */
export function tensorOwners({ nodes, byPath }: Analysis): ReadonlyMap<AnalyzedNode, AnalyzedNode> {
  const owners = new Map<AnalyzedNode, AnalyzedNode>();
  for (const node of nodes) {
    const [source] = node.cost?.view ? sourcePaths(node) : [];
    const viewed = source === undefined ? undefined : byPath.get(source);
    owners.set(node, (viewed && owners.get(viewed)) ?? node);
  }
  return owners;
}
