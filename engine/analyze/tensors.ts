import { bytesOf, elements } from '../ir/types.ts';
import type { Analysis, AnalyzedNode } from './analysis.ts';
import { sourcesOf } from './wiring.ts';

/** Bytes of a node's output for one image; 0 where its type is unknown. */
export function outputBytes({ type }: AnalyzedNode): number {
  return type ? elements(type) * bytesOf[type.dtype] : 0;
}

/** Bytes of a byte for each output, rows padded to four: which element of its window a max pool's output is. */
export function argmaxBytes(node: AnalyzedNode): number {
  const columns = Number(node.type?.dims.at(-1) ?? 1);
  return (outputBytes(node) / columns) * Math.ceil(columns / 4);
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

/** Whose tensor each node puts out, both by index in the network: its own, or, for a view, that of what it views. */
export function tensorOwners({ nodes, wiring }: Analysis): Int32Array {
  const owners = Int32Array.from(wiring.layers.keys());
  for (let at = 0; at < nodes.length; at++) {
    if (!nodes[at]!.cost?.view) continue;
    const index = wiring.order[at]!;
    const [source = -1] = sourcesOf(wiring, index);
    if (source >= 0) owners[index] = owners[source]!;
  }
  return owners;
}
