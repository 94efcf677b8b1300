import { type Problem, problem } from '../../base/diagnostics.ts';
import type { RawParams } from '../../layers/layer.ts';
import type { DocumentNode, Library } from '../document.ts';
import { findBlock } from '../locate.ts';
import { substitute, substituteNode } from '../substitute.ts';
import { copyNode, type Edit, findNode, freeName, mainSource, type NodeDraft, ownNodes, redirect } from './edit.ts';

/** Nodes that a definition may have after repeats were written out. */
const MOST_DRAWN = 5000;

/**
 * How often a node repeats, or why its iterations cannot be written out: the count depends on a parameter that `known`
 * lacks, is no count, or makes too much of `size` nodes each beside the `others`.
 */
export function iterationsOf(node: DocumentNode, known: RawParams, size: number, others: number): number | Problem {
  const count = node.repeat === undefined ? 1 : substitute(node.repeat, known);
  const at = { field: 'repeat' };
  if (typeof count !== 'number')
    return problem('edit.repeatNotFixed', node.id, { node: node.id, repeat: String(node.repeat) }, at);
  if (!Number.isInteger(count) || count < 0) return problem('node.badRepeat', node.id, { found: String(count) }, at);
  if (count * size + others > Math.max(MOST_DRAWN, others + size))
    return problem('edit.tooManyNodes', node.id, { node: node.id, count, limit: MOST_DRAWN }, at);
  return count;
}

/** Replaces a repeated node by its iterations. */
export const unroll =
  (library: Library, definition: string, id: string, known: RawParams): Edit =>
  (draft) => {
    const nodes = ownNodes(draft, definition, library);
    const drawn = findNode(nodes, id)!;
    const count = iterationsOf(drawn, known, 1, nodes.length);
    if (typeof count !== 'number') return [count];
    const { repeat: _, ...node } = copyNode(drawn) as DocumentNode;
    const taken = new Set(nodes.map((other) => other.id));
    taken.delete(id);
    // As expanding chains: a block by its first port as drawn, a layer by the first that it has wires at.
    const block = node.kind.startsWith('block:')
      ? findBlock(draft, library, node.kind.slice('block:'.length))
      : undefined;
    const port =
      block?.nodes.find(({ kind }) => kind === 'blockInput')?.id ?? Object.keys(node.inputs ?? {})[0] ?? 'in';
    const copies: DocumentNode[] = [];
    let source = node.inputs?.[port]?.[0];
    for (let index = 0; index < count; index++) {
      const name = freeName((wanted) => taken.has(wanted), `${id}_${index}`);
      taken.add(name);
      const copy = { ...substituteNode(node, { index }), id: name };
      copies.push(source === undefined ? copy : { ...copy, inputs: { ...copy.inputs, [port]: [source] } });
      source = name;
    }
    nodes.splice(nodes.indexOf(drawn), 1, ...(copies as NodeDraft[]));
    redirect(nodes, id, count === 0 ? mainSource(node) : source);
    return [];
  };
