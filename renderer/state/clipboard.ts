import { blocks as builtin } from '../../engine/blocks/index.ts';
import type { BlockDefinition, DocumentNode } from '../../engine/design/document.ts';
import { type Edit, freeId, ownNodes, positionsOf } from '../../engine/design/edits/edit.ts';
import { type Room, standClear, wholeCards } from '../../engine/design/edits/room.ts';
import { readDocument } from '../../engine/design/parse.ts';
import type { Point } from '../scene/route.ts';
import { library } from './model.ts';

/**
 * What copies carry as text, so that they can go to another window, a file or a chat: nodes with the wires among them,
 * and their blocks.
 */
export interface Clipping {
  readonly nodes: readonly DocumentNode[];
  readonly positions: Readonly<Record<string, Point>>;
  readonly blocks: Readonly<Record<string, BlockDefinition>>;
}

const FORMAT = 'layerloom-nodes';

export function clippingText({ nodes, positions, blocks }: Clipping): string {
  return JSON.stringify({ format: FORMAT, nodes, positions, blocks }, null, 1);
}

/** The nodes, and every own block that they use, directly or through others. */
export function clip(
  nodes: readonly DocumentNode[],
  positions: Readonly<Record<string, Point>>,
  blocks: Readonly<Record<string, BlockDefinition>>,
): Clipping {
  const used: Record<string, BlockDefinition> = {};
  const visit = (list: readonly DocumentNode[]): void => {
    for (const text of list.flatMap(({ kind, params }) => [kind, ...Object.values(params ?? {})])) {
      const name = typeof text === 'string' && text.startsWith('block:') ? text.slice('block:'.length) : '';
      const block = Object.hasOwn(blocks, name) ? blocks[name] : undefined;
      if (!block || used[name]) continue;
      used[name] = block;
      visit(block.nodes);
    }
  };
  visit(nodes);
  const ids = new Set(nodes.map(({ id }) => id));
  return {
    nodes: nodes.map((node) => withInputs(node, (source) => (ids.has(source) ? source : null))),
    positions: Object.fromEntries(Object.entries(positions).filter(([id]) => ids.has(id))),
    blocks: used,
  };
}

/** The clipping in a text, or null where it is none. A whole design can be pasted too. */
export function readClipping(text: string): Clipping | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null || !('format' in json)) return null;
  const whole =
    json.format === FORMAT ? { ...json, format: 'layerloom', version: 1, name: 'clipping', params: {} } : json;
  const positions = 'positions' in json ? { view: { positions: { '': json.positions } } } : {};
  const { positions: _, ...fields } = { positions: null, ...whole };
  const { document } = readDocument({ ...fields, ...positions }, 'clipboard');
  if (!document || document.nodes.length === 0) return null;
  return {
    nodes: document.nodes,
    positions: document.view?.positions[''] ?? {},
    blocks: document.blocks,
  };
}

function withInputs(node: DocumentNode, map: (source: string) => string | null): DocumentNode {
  if (!node.inputs) return node;
  const inputs = Object.entries(node.inputs).flatMap(([port, sources]) => {
    const kept = sources.map(map).filter((source) => source !== null);
    return kept.length > 0 ? [[port, kept] as const] : [];
  });
  const { inputs: _, ...rest } = node;
  return inputs.length > 0 ? { ...rest, inputs: Object.fromEntries(inputs) } : rest;
}

/**
 * Adds a clipping's nodes under free ids; its positions are moved by `offset`, and on to where they cover nothing.
 * Blocks of other content under a taken name get another one.
 */
export const paste =
  (
    definition: string,
    clipping: Clipping,
    offset: Point | null,
    onIds: (ids: readonly string[]) => void,
    room: Room = wholeCards,
  ): Edit =>
  (draft) => {
    const names = new Map<string, string>();
    for (const [name, block] of Object.entries(clipping.blocks)) {
      const same = JSON.stringify(draft.blocks[name]) === JSON.stringify(block);
      let free = name;
      const taken = (candidate: string): boolean =>
        Object.hasOwn(draft.blocks, candidate) || Object.hasOwn(builtin, candidate);
      if (!same)
        for (let n = 2; taken(free) && !(free === name && !Object.hasOwn(draft.blocks, name)); n++)
          free = `${name}${n}`;
      names.set(name, free);
      if (!same) draft.blocks[free] = structuredClone(block) as (typeof draft.blocks)[string];
    }
    const kindOf = (kind: string): string => {
      const name = kind.startsWith('block:') ? names.get(kind.slice('block:'.length)) : undefined;
      return name === undefined ? kind : `block:${name}`;
    };
    const nodes = ownNodes(draft, definition, library);
    const ids = new Map<string, string>();
    const wanted = clipping.nodes.filter(({ kind }) => kind !== 'blockInput' && kind !== 'blockOutput');
    const made: { id: string }[] = [];
    for (const { id } of wanted) {
      const free = freeId([...nodes, ...made], id);
      made.push({ id: free });
      ids.set(id, free);
    }
    const end = nodes.findIndex(({ kind }) => kind === 'blockOutput');
    const copies = wanted.map((node) => {
      const copy = withInputs(node, (source) => ids.get(source) ?? null);
      return structuredClone({ ...copy, id: ids.get(node.id)!, kind: kindOf(node.kind) }) as (typeof nodes)[number];
    });
    nodes.splice(end < 0 ? nodes.length : end, 0, ...copies);
    if (offset && (draft.view?.positions[definition] || nodes.length === copies.length)) {
      const positions = positionsOf(draft, definition);
      for (const [id, [x, y]] of Object.entries(clipping.positions)) {
        const to = ids.get(id);
        if (to !== undefined) positions[to] = [Math.round(x + offset[0]), Math.round(y + offset[1])];
      }
    }
    standClear(draft, definition, nodes, [...ids.values()], room);
    onIds([...ids.values()]);
    return [];
  };
