import type { DocumentNode } from '../../engine/design/document.ts';

/** One wire of a definition: `conv2#in#0`. */
export const wireKey = (node: string, port: string, index: number): string => `${node}#${port}#${index}`;

const known = new WeakMap<readonly DocumentNode[], ReadonlySet<string>>();

/**
 * The wires that skip: they enter a node that another input reaches the same source by a longer way, directly or
 * through a shortcut layer. Both wires of a shortcut layer count.
 */
export function skipWires(nodes: readonly DocumentNode[]): ReadonlySet<string> {
  const before = known.get(nodes);
  if (before) return before;
  const skips = findSkips(nodes);
  known.set(nodes, skips);
  return skips;
}

const MOST_STEPS = 600;

function findSkips(nodes: readonly DocumentNode[]): ReadonlySet<string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const skips = new Set<string>();
  const shortcutsOf = (id: string): DocumentNode | undefined => {
    const node = byId.get(id);
    return node?.kind === 'shortcut' ? node : undefined;
  };
  for (const node of nodes) {
    const wires = wiresInto(node);
    if (wires.length < 2) continue;
    for (const [i, wire] of wires.entries()) {
      const shortcut = shortcutsOf(wire.source);
      const start = shortcut ? wiresInto(shortcut)[0]?.source : wire.source;
      if (start === undefined) continue;
      const others = wires.filter((other, j) => j !== i && other.source !== wire.source);
      if (!others.some((other) => reaches(byId, other.source, start))) continue;
      skips.add(wireKey(node.id, wire.port, wire.index));
      if (shortcut) for (const { port, index } of wiresInto(shortcut)) skips.add(wireKey(shortcut.id, port, index));
    }
  }
  return skips;
}

function wiresInto(
  node: DocumentNode,
): readonly { readonly port: string; readonly index: number; readonly source: string }[] {
  return Object.entries(node.inputs ?? {}).flatMap(([port, sources]) =>
    sources.map((source, index) => ({ port, index, source })),
  );
}

/** Whether `goal` lies above `from` on some path, `from` itself aside. */
function reaches(byId: ReadonlyMap<string, DocumentNode>, from: string, goal: string): boolean {
  if (from === goal) return false;
  const seen = new Set<string>([from]);
  const queue = [from];
  for (let id = queue.pop(); id !== undefined && seen.size < MOST_STEPS; id = queue.pop()) {
    for (const { source } of wiresInto(byId.get(id) ?? { id: '', kind: '' })) {
      if (source === goal) return true;
      if (seen.has(source)) continue;
      seen.add(source);
      queue.push(source);
    }
  }
  return false;
}
