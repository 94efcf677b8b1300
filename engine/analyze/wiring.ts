import type { Network } from '../design/network.ts';
import { layerOf } from '../layers/index.ts';
import type { LayerDef } from '../layers/layer.ts';

/**
 * A network with its paths resolved, in flat arrays: a large one is analysed on every edit. Nodes are meant by their
 * index in the network.
 */
export interface Wiring {
  readonly network: Network;
  /** Null for an unknown kind. */
  readonly layers: readonly (LayerDef | null)[];
  readonly indexOf: ReadonlyMap<string, number>;
  /**
   * Wires into node i: `sources[starts[i]]` up to, not including, `sources[starts[i + 1]]`, in the order of its layer's
   * ports. −1 comes from nowhere. Wires into ports that the layer lacks are left out.
   */
  readonly starts: Int32Array;
  readonly sources: Int32Array;
  /** 1 for nodes that any wire leaves. */
  readonly isRead: Uint8Array;
  /** Sources before sinks; what lies on or behind a cycle comes last. */
  readonly order: ArrayLike<number>;
  /** How many nodes of `order` stand in true topological order. */
  readonly ordered: number;
}

/**
 * Resolves paths to indices and sorts: linear in nodes and wires. The first of two nodes at one path is the one that
 * wires mean.
 */
export function wire(network: Network): Wiring {
  const { nodes } = network;
  const layers = nodes.map((node) => layerOf(node.kind));
  const indexOf = new Map<string, number>();
  for (let i = 0; i < nodes.length; i++) {
    const { path } = nodes[i]!;
    if (!indexOf.has(path)) indexOf.set(path, i);
  }
  const starts = new Int32Array(nodes.length + 1);
  const found: number[] = [];
  const isRead = new Uint8Array(nodes.length);
  let forward = true;
  const enter = (paths: readonly (string | null)[] | undefined, sink: number): void => {
    if (!paths) return;
    for (const path of paths) {
      const source = path === null ? -1 : (indexOf.get(path) ?? -1);
      if (source >= sink) forward = false;
      if (source >= 0) isRead[source] = 1;
      found.push(source);
    }
  };
  for (let i = 0; i < nodes.length; i++) {
    const { inputs } = nodes[i]!;
    const layer = layers[i];
    if (layer) for (const { name } of layer.ports) enter(inputs[name], i);
    else for (const port in inputs) enter(inputs[port], i);
    starts[i + 1] = found.length;
  }
  const resolved = { network, layers, indexOf, starts, sources: Int32Array.from(found), isRead };
  if (forward) return { ...resolved, order: Int32Array.from(nodes.keys()), ordered: nodes.length };
  return { ...resolved, ...sort(resolved) };
}

/**
 * Whether two networks are the same but for parameters. Inputs that are equal but other objects count as different:
 * expanding keeps what an edit left as it was.
 */
export function sameWires(a: Network, b: Network): boolean {
  if (a.nodes.length !== b.nodes.length) return false;
  return a.nodes.every((node, i) => {
    const other = b.nodes[i]!;
    return node === other || (node.inputs === other.inputs && node.path === other.path && node.kind === other.kind);
  });
}

/**
 * Kahn's algorithm, nodes that are ready in the network's own order, so that the drawn order is kept where it can be.
 */
function sort(wires: Pick<Wiring, 'starts' | 'sources'>): Pick<Wiring, 'order' | 'ordered'> {
  const waiting = new Int32Array(wires.starts.length - 1);
  const sinks = sinksOf(wires);
  for (const targets of sinks) for (const target of targets) waiting[target]! += 1;
  const order: number[] = [];
  for (let i = 0; i < waiting.length; i++) if (waiting[i] === 0) order.push(i);
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

/** What feeds a node, in the order of its ports; −1 comes from nowhere. */
export const sourcesOf = ({ starts, sources }: Pick<Wiring, 'starts' | 'sources'>, index: number): Int32Array =>
  sources.subarray(starts[index], starts[index + 1]);

/** Who reads each node, once per wire. */
export function sinksOf({ starts, sources }: Pick<Wiring, 'starts' | 'sources'>): readonly (readonly number[])[] {
  const sinks: number[][] = Array.from({ length: starts.length - 1 }, () => []);
  for (let i = 0; i < sinks.length; i++) {
    for (let w = starts[i]!; w < starts[i + 1]!; w++) if (sources[w]! >= 0) sinks[sources[w]!]!.push(i);
  }
  return sinks;
}
