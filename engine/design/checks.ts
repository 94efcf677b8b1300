import { type Fix, type Problem, problem } from '../base/diagnostics.ts';
import { nearest } from '../base/nearest.ts';
import type { DocumentNode } from './document.ts';
import { sourcesAt, type Wires } from './plan.ts';

/** Wires of a node that come from nowhere. Paths are relative to the definition with these nodes. */
export function danglingSources(node: DocumentNode, nodes: ReadonlyMap<string, DocumentNode>): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [port, sources] of Object.entries(node.inputs ?? {})) {
    for (const [index, source] of sources.entries()) {
      const from = nodes.get(source);
      if (from && from.kind !== 'blockOutput') continue;
      const suggestion = nearest(source, candidates(node, nodes));
      const remove = { do: 'removeInput', node: node.id, port, index } as const;
      const fixes: Fix[] = [{ code: 'input.remove', values: { source }, actions: [remove] }];
      if (suggestion !== null) {
        const connect = { do: 'connect', from: suggestion, node: node.id, port, index } as const;
        fixes.unshift({ code: 'input.reconnect', values: { source: suggestion }, actions: [connect] });
      }
      const values = suggestion === null ? { source } : { source, suggestion };
      problems.push(problem('input.dangling', node.id, values, { field: port, fixes }));
    }
  }
  return problems;
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
export function wrongPorts(
  node: DocumentNode,
  path: string,
  block: string,
  names: readonly string[],
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const port of Object.keys(node.inputs ?? {})) {
    const count = sourcesAt(node, port).length;
    if (!names.includes(port)) {
      const suggestion = nearest(port, names);
      const known = names.join(', ') || '–';
      const values = { block, port, known, ...(suggestion === null ? {} : { suggestion }) };
      problems.push(problem('block.unknownPort', path, values, { field: port }));
    } else if (count > 1) {
      problems.push(problem('block.manySources', path, { block, port, count }, { field: port }));
    }
  }
  for (const port of names) {
    if (sourcesAt(node, port).length === 0)
      problems.push(problem('block.missingInput', path, { block, port }, { field: port }));
  }
  return problems;
}

/** There is no block of that name among `names`. */
export function unknownBlock(path: string, block: string, names: readonly string[]): Problem {
  const suggestion = nearest(block, names);
  const fixes: Fix[] =
    suggestion === null
      ? []
      : [
          {
            code: 'node.setKind',
            values: { kind: suggestion },
            actions: [{ do: 'setKind', node: path, kind: `block:${suggestion}` }],
          },
        ];
  const values = {
    block,
    ...(names.length > 0 ? { known: names.slice(0, 20).join(', ') } : {}),
    ...(suggestion === null ? {} : { suggestion }),
  };
  return problem('block.unknown', path, values, { field: 'kind', fixes });
}
