import { type Fix, type Problem, problem } from '../base/diagnostics.ts';
import { listed } from '../base/listed.ts';
import { nearest } from '../base/nearest.ts';
import type { DocumentNode } from './document.ts';
import { sourcesAt, type Wires } from './plan.ts';

/** A problem that is only made where someone wants to know it. */
export type Finding = () => Problem;

/** Wires of a node that come from nowhere. Paths are relative to the definition with these nodes. */
export function* danglingSources(node: DocumentNode, nodes: ReadonlyMap<string, DocumentNode>): Generator<Finding> {
  for (const [port, sources] of Object.entries(node.inputs ?? {})) {
    for (const [index, source] of sources.entries()) {
      const from = nodes.get(source);
      if (from && from.kind !== 'blockOutput') continue;
      yield () => dangling(node, port, index, source, nearest(source, candidates(node, nodes)));
    }
  }
}

function dangling(node: DocumentNode, port: string, index: number, source: string, suggestion: string | null): Problem {
  const remove = { do: 'removeInput', node: node.id, port, index } as const;
  const fixes: Fix[] = [{ code: 'input.remove', values: { source }, actions: [remove] }];
  if (suggestion !== null) {
    const connect = { do: 'connect', from: suggestion, node: node.id, port, index } as const;
    fixes.unshift({ code: 'input.reconnect', values: { source: suggestion }, actions: [connect] });
  }
  const values = suggestion === null ? { source } : { source, suggestion };
  return problem('input.dangling', node.id, values, { field: port, fixes });
}

function* candidates(node: DocumentNode, nodes: ReadonlyMap<string, DocumentNode>): Generator<string> {
  for (const other of nodes.values()) if (other !== node && other.kind !== 'blockOutput') yield other.id;
}

/** What is wrong with a node that only passes its input on. */
export function brokenWire(node: DocumentNode, port: string, wires: Wires): Problem | null {
  const remove = { do: 'removeNode', node: node.id } as const;
  const extras = {
    field: port,
    fixes: [{ code: 'node.remove', values: { node: node.id }, actions: [remove] }],
  } as const;
  if (sourcesAt(node, port).length === 0) return problem('input.wireWithoutSource', node.id, {}, extras);
  wires.source(node.id);
  return wires.circles.has(node.id) ? problem('input.wireCycle', node.id, {}, extras) : null;
}

/** What is wrong with the wires into a block instance whose ports are `names`. */
export function* wrongPorts(
  node: DocumentNode,
  path: string,
  block: string,
  names: readonly string[],
): Generator<Finding> {
  const known = new Set(names);
  for (const port of Object.keys(node.inputs ?? {})) {
    const count = sourcesAt(node, port).length;
    if (!known.has(port)) {
      yield () => {
        const suggestion = nearest(port, names);
        const values = { block, port, known: listed(names) || '–', ...(suggestion === null ? {} : { suggestion }) };
        return problem('block.unknownPort', path, values, { field: port });
      };
    } else if (count > 1) {
      yield () => problem('block.manySources', path, { block, port, count }, { field: port });
    }
  }
  for (const port of names) {
    if (sourcesAt(node, port).length === 0)
      yield () => problem('block.missingInput', path, { block, port }, { field: port });
  }
}

/** There is no block of that name among `names`; without them, what was meant is not sought. */
export function unknownBlock(block: string, names: readonly string[]): Problem {
  const suggestion = nearest(block, names);
  const action = { do: 'setKind', node: '', kind: `block:${suggestion}` } as const;
  const fix: Fix = { code: 'node.setKind', values: { kind: suggestion ?? '' }, actions: [action] };
  const values = {
    block,
    ...(names.length > 0 ? { known: listed(names) } : {}),
    ...(suggestion === null ? {} : { suggestion }),
  };
  return problem('block.unknown', '', values, { field: 'kind', fixes: suggestion === null ? [] : [fix] });
}
