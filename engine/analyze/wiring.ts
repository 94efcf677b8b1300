import type { Network } from '../design/network.ts';
import { layerOf } from '../layers/index.ts';
import type { LayerDef } from '../layers/layer.ts';

/** A node's sources by port, as indices into the network's nodes; −1 is a wire that comes from nowhere. Ports that the layer lacks are left out. */
export type Sources = Readonly<Record<string, readonly number[]>>;

export interface Wiring {
  readonly network: Network;
  /** By node; null for an unknown kind. */
  readonly layers: readonly (LayerDef | null)[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly sources: readonly Sources[];
  /** Node indices, sources before sinks; what lies on or behind a cycle comes last. */
  readonly order: readonly number[];
  /** How many nodes of `order` stand in true topological order. */
  readonly ordered: number;
}

const none: Sources = {};

/** Resolves paths to indices and sorts: linear in nodes and wires. */
export function wire(network: Network): Wiring {
  const { nodes } = network;
  const layers = nodes.map((node) => layerOf(node.kind));
  const indexOf = new Map<string, number>();
  for (let i = 0; i < nodes.length; i++) {
    const { path } = nodes[i]!;
    if (!indexOf.has(path)) indexOf.set(path, i);
  }
  let forward = true;
  const sources = nodes.map((node, i) => {
    const layer = layers[i];
    const known: Record<string, readonly number[]> = {};
    let any = false;
    for (const port in node.inputs) {
      if (layer && !layer.ports.some((p) => p.name === port)) continue;
      any = true;
      known[port] = node.inputs[port]!.map((path) => {
        const source = path === null ? -1 : (indexOf.get(path) ?? -1);
        if (source >= i) forward = false;
        return source;
      });
    }
    return any ? known : none;
  });
  const indices = nodes.map((_, i) => i);
  return {
    network,
    layers,
    indexOf,
    sources,
    ...(forward ? { order: indices, ordered: nodes.length } : sort(sources)),
  };
}

/** Kahn's algorithm; the first of the network's nodes that is ready goes first, so that the drawn order is kept where it can be. */
function sort(sources: readonly Sources[]): Pick<Wiring, 'order' | 'ordered'> {
  const waiting = sources.map(() => 0);
  const sinks = sinksOf(sources);
  for (const targets of sinks) for (const target of targets) waiting[target]! += 1;
  const order = waiting.flatMap((count, i) => (count === 0 ? [i] : []));
  for (let next = 0; next < order.length; next++) {
    for (const target of sinks[order[next]!]!) {
      waiting[target]! -= 1;
      if (waiting[target] === 0) order.push(target);
    }
  }
  const ordered = order.length;
  for (let i = 0; i < waiting.length; i++) if (waiting[i]! > 0) order.push(i);
  return { order, ordered };
}

/** Who reads each node, once per wire. */
export function sinksOf(sources: readonly Sources[]): readonly (readonly number[])[] {
  const sinks: number[][] = sources.map(() => []);
  for (let i = 0; i < sources.length; i++) {
    const ports = sources[i]!;
    for (const port in ports) for (const source of ports[port]!) if (source >= 0) sinks[source]!.push(i);
  }
  return sinks;
}
