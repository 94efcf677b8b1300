import { bytesOf, elements } from '../ir/types.ts';
import type { Analysis, AnalyzedNode } from './analysis.ts';

/** Bytes of a node's output for one image; 0 where its type is unknown. */
export function outputBytes({ type }: AnalyzedNode): number {
  return type ? elements(type) * bytesOf[type.dtype] : 0;
}

/** Paths of a node's sources that exist, port by port. */
export function sourcePaths({ node, layer }: AnalyzedNode): readonly string[] {
  return (layer?.ports ?? []).flatMap(({ name }) => node.inputs[name]?.filter((path) => path !== null) ?? []);
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
