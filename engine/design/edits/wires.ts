import type { DocumentNode, Library } from '../document.ts';
import { type Edit, findNode, freeId, type NodeDraft, ownNodes, type Wire } from './edit.ts';
import { type Room, standBehind, wholeCards } from './room.ts';

/** Connects `from` to a port, behind the wires that it has already. */
export const connect =
  (library: Library, definition: string, from: string, node: string, port: string): Edit =>
  (draft) => {
    const target = findNode(ownNodes(draft, definition, library), node);
    if (!target) return [];
    target.inputs ??= {};
    target.inputs[port] = [...(Object.hasOwn(target.inputs, port) ? target.inputs[port]! : []), from];
    return [];
  };

/** Lets a wire come from elsewhere. */
export const reconnect =
  (library: Library, definition: string, from: string, { node, port, index }: Wire): Edit =>
  (draft) => {
    const target = findNode(ownNodes(draft, definition, library), node);
    const sources = target?.inputs && Object.hasOwn(target.inputs, port) ? target.inputs[port] : undefined;
    if (sources && index < sources.length) sources[index] = from;
    return [];
  };

/** Takes one wire away. */
export const disconnect =
  (library: Library, definition: string, { node, port, index }: Wire): Edit =>
  (draft) => {
    const target = findNode(ownNodes(draft, definition, library), node);
    const sources = target?.inputs && Object.hasOwn(target.inputs, port) ? target.inputs[port] : undefined;
    sources?.splice(index, 1);
    if (sources?.length === 0) delete target!.inputs![port];
    return [];
  };

/**
 * Puts a new node onto a wire, which enters it at `port`; it stands between the two, and what lies behind it makes
 * room. `onId` hears the id it got.
 */
export const insertOnWire =
  (
    library: Library,
    definition: string,
    wire: Wire,
    node: DocumentNode,
    { port = 'in', room = wholeCards, onId }: InsertOptions = {},
  ): Edit =>
  (draft) => {
    const nodes = ownNodes(draft, definition, library);
    const at = nodes.findIndex((n) => n.id === wire.node);
    const sources = nodes[at]?.inputs?.[wire.port];
    const source = sources?.[wire.index];
    if (!sources || source === undefined) return [];
    const id = freeId(nodes, node.id);
    sources[wire.index] = id;
    nodes.splice(at, 0, { ...(structuredClone(node) as NodeDraft), id, inputs: { [port]: [source] } });
    standBehind(draft, definition, nodes, source, id, wire.node, room);
    onId?.(id);
    return [];
  };

interface InsertOptions {
  readonly port?: string;
  readonly room?: Room;
  readonly onId?: (id: string) => void;
}
