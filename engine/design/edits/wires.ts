import type { DocumentNode, Library } from '../document.ts';
import { type Edit, findNode, freeId, type NodeDraft, ownNodes, positionsOf, type Wire } from './edit.ts';

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

/** Puts a new single-input node onto a wire; its place on the canvas is halfway. */
export const insertOnWire =
  (library: Library, definition: string, wire: Wire, node: DocumentNode): Edit =>
  (draft) => {
    const nodes = ownNodes(draft, definition, library);
    const at = nodes.findIndex((n) => n.id === wire.node);
    const sources = nodes[at]?.inputs?.[wire.port];
    const source = sources?.[wire.index];
    if (!sources || source === undefined) return [];
    const id = freeId(nodes, node.id);
    sources[wire.index] = id;
    nodes.splice(at, 0, { ...(structuredClone(node) as NodeDraft), id, inputs: { in: [source] } });
    const positions = draft.view?.positions[definition];
    const [a, b] = [positions?.[source], positions?.[wire.node]];
    if (a && b) positionsOf(draft, definition)[id] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    return [];
  };
