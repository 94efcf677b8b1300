import { type ParamValue, type Problem, problem } from '../../base/diagnostics.ts';
import { channelsName } from '../../base/expression-tree.ts';
import type { DocumentNode, Expression, Library } from '../document.ts';
import { nodeId } from '../schema.ts';
import {
  copyNode,
  type DocumentDraft,
  type Edit,
  findNode,
  forgetPosition,
  freeId,
  mainSource,
  type NodeDraft,
  ownNodes,
  positionsOf,
  redirect,
  withKeyChanged,
} from './edit.ts';
import { changeName } from './params.ts';
import { type Room, standClear, wholeCards } from './room.ts';

/** Adds a node; its id is made free if another node has it. */
export const addNode =
  (library: Library, definition: string, node: DocumentNode, position?: readonly [number, number]): Edit =>
  (draft) => {
    const nodes = ownNodes(draft, definition, library);
    const id = freeId(nodes, node.id);
    nodes.push({ ...(structuredClone(node) as NodeDraft), id });
    if (position) positionsOf(draft, definition)[id] = [...position];
    return [];
  };

/** Removes nodes one after the other and heals the wires: what each one's main input came from feeds what it fed. */
export const removeNodes =
  (library: Library, definition: string, ids: readonly string[]): Edit =>
  (draft) => {
    const nodes = ownNodes(draft, definition, library);
    for (const id of ids) {
      const index = nodes.findIndex((node) => node.id === id);
      if (index < 0) continue;
      const source = mainSource(nodes[index]!);
      nodes.splice(index, 1);
      redirect(nodes, id, source === id ? undefined : source);
      forgetPosition(draft, definition, id);
    }
    return [];
  };

const changeNode =
  (library: Library, definition: string, id: string, change: (node: NodeDraft) => void): Edit =>
  (draft) => {
    const node = findNode(ownNodes(draft, definition, library), id);
    if (node) change(node);
    return [];
  };

/** Undefined takes the parameter away, so that the default stands in. */
export const setParam = (
  library: Library,
  definition: string,
  id: string,
  field: string,
  value: ParamValue | undefined,
): Edit =>
  changeNode(library, definition, id, (node) => {
    if (value !== undefined) {
      node.params ??= {};
      node.params[field] = typeof value === 'object' ? [...value] : value;
    } else if (node.params) {
      delete node.params[field];
      if (Object.keys(node.params).length === 0) delete node.params;
    }
  });

export const setKind = (library: Library, definition: string, id: string, kind: string): Edit =>
  changeNode(library, definition, id, (node) => {
    node.kind = kind;
  });

/** Undefined takes the repeat away. */
export const setRepeat = (
  library: Library,
  definition: string,
  id: string,
  repeat: number | Expression | undefined,
): Edit =>
  changeNode(library, definition, id, (node) => {
    if (repeat === undefined) delete node.repeat;
    else node.repeat = repeat;
  });

/** Undefined switches the node on for good. */
export const setWhen = (
  library: Library,
  definition: string,
  id: string,
  when: boolean | Expression | undefined,
): Edit =>
  changeNode(library, definition, id, (node) => {
    if (when === undefined) delete node.when;
    else node.when = when;
  });

/** Why a text can name no node; undefined where it can. */
export const badNodeName = (name: string): Problem | undefined =>
  nodeId.safeParse(name).success ? undefined : problem('edit.badNodeName', '', { name: name.slice(0, 80) });

/** Renames a node, every wire from it, and it in its groups. A taken name gets a number. */
export const renameNode =
  (library: Library, definition: string, id: string, to: string): Edit =>
  (draft) => {
    const wrong = badNodeName(to);
    if (wrong) return [wrong];
    const nodes = ownNodes(draft, definition, library);
    const node = findNode(nodes, id);
    if (!node || id === to) return [];
    const name = freeId(nodes, to);
    node.id = name;
    redirect(nodes, id, name);
    if (node.kind === 'blockInput') renamePort(draft, definition, id, name);
    for (const group of draft.view?.groups?.[definition] ?? [])
      group.nodes = group.nodes.map((member) => (member === id ? name : member));
    const positions = draft.view?.positions[definition];
    const position = positions?.[id];
    if (positions && position) {
      positions[name] = position;
      delete positions[id];
    }
    return [];
  };

/** What else knows a block's input by its name: questions for its channels, and instances, whose wires enter there. */
function renamePort(draft: DocumentDraft, definition: string, from: string, to: string): void {
  const own = draft.blocks[definition];
  if (!own) return;
  changeName(own, channelsName(from), channelsName(to));
  for (const nodes of [draft.nodes, ...Object.values(draft.blocks).map((block) => block.nodes)])
    for (const node of nodes)
      if (node.kind === `block:${definition}` && node.inputs && Object.hasOwn(node.inputs, from))
        node.inputs = withKeyChanged(node.inputs, from, to);
}

/** Moves nodes on the canvas: view state, no meaning. */
export const moveNodes =
  (definition: string, to: Readonly<Record<string, readonly [number, number]>>): Edit =>
  (draft) => {
    const positions = positionsOf(draft, definition);
    for (const [id, position] of Object.entries(to)) positions[id] = [...position];
    return [];
  };

/**
 * Copies nodes with the wires among them; wires from outside are kept, so that copies read what the originals read.
 * They stand beside those, on no other node.
 */
export const duplicateNodes =
  (library: Library, definition: string, ids: readonly string[], room: Room = wholeCards): Edit =>
  (draft) => {
    const nodes = ownNodes(draft, definition, library);
    const originals = nodes.filter(
      (node) => ids.includes(node.id) && !['blockInput', 'blockOutput'].includes(node.kind),
    );
    const copies = originals.map(copyNode);
    const named = new Map<string, string>();
    for (const copy of copies) {
      const id = freeId(nodes, copy.id);
      named.set(copy.id, id);
      nodes.push(copy);
      copy.id = id;
    }
    const positions = draft.view?.positions[definition];
    for (const [from, to] of named) {
      const copy = findNode(nodes, to)!;
      for (const [port, sources] of Object.entries(copy.inputs ?? {}))
        copy.inputs![port] = sources.map((source) => named.get(source) ?? source);
      const position = positions?.[from];
      if (positions && position) positions[to] = [position[0], position[1]];
    }
    standClear(draft, definition, nodes, [...named.values()], room, true);
    return [];
  };
