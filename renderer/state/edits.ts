import type { ParamValue } from '../../engine/base/diagnostics.ts';
import type { DocumentNode } from '../../engine/design/document.ts';
import {
  type DocumentDraft,
  type Edit,
  freeId,
  type NodeDraft,
  ownNodes,
  positionsOf,
  redirect,
} from '../../engine/design/edits/edit.ts';
import { standBehind } from '../../engine/design/edits/room.ts';
import { layerOf } from '../../engine/layers/index.ts';
import { roomOf } from '../scene/forms.ts';
import type { Point } from '../scene/route.ts';
import { library, type Model } from './model.ts';

/** Several edits as one; the first that cannot be made undoes the others. */
export const sequence =
  (...edits: readonly Edit[]): Edit =>
  (draft) => {
    for (const edit of edits) {
      const problems = edit(draft);
      if (problems.length > 0) return problems;
    }
    return [];
  };

/** What a new node is called: `conv`, `relu`, the block's own name. */
function stemOf(kind: string): string {
  const name = kind.replace(/^block:/, '').replace(/[^A-Za-z0-9_-]/g, '');
  return layerOf(kind)?.idStem ?? (name === '' ? 'node' : name);
}

export function firstPort(model: Model, kind: string): string | null {
  if (kind === 'input' || kind === 'blockInput') return null;
  if (!kind.startsWith('block:')) return layerOf(kind)?.ports[0]?.name ?? 'in';
  const nodes = model.drawing.block(kind.slice('block:'.length))?.nodes ?? [];
  return nodes.find((node) => node.kind === 'blockInput')?.id ?? null;
}

export function newNode(kind: string, params: Readonly<Record<string, ParamValue>> = {}): DocumentNode {
  return { id: stemOf(kind), kind, ...(Object.keys(params).length > 0 ? { params } : {}) };
}

/** Adds a node that nothing is connected to. `onId` hears the id it got. */
export const place =
  (definition: string, node: DocumentNode, position: Point | null, onId?: (id: string) => void): Edit =>
  (draft) => {
    const nodes = ownNodes(draft, definition, library);
    const id = freeId(nodes, node.id);
    insertInOrder(nodes, { ...(structuredClone(node) as NodeDraft), id });
    if (position) positionsOf(draft, definition)[id] = [Math.round(position[0]), Math.round(position[1])];
    onId?.(id);
    return [];
  };

/** Before a block's output, so that files read from input to output. */
function insertInOrder(nodes: NodeDraft[], node: NodeDraft): void {
  const end = nodes.findIndex(({ kind }) => kind === 'blockOutput');
  if (end < 0) nodes.push(node);
  else nodes.splice(end, 0, node);
}

/** Puts a node behind others: it reads them, and what read the first of them reads the new one. */
export const appendTo =
  (
    definition: string,
    sources: readonly string[],
    node: DocumentNode,
    port: string,
    passesOn: boolean,
    flip: boolean,
    onId?: (id: string) => void,
  ): Edit =>
  (draft) => {
    const nodes = ownNodes(draft, definition, library);
    const [first] = sources;
    const at = nodes.findIndex((candidate) => candidate.id === first);
    if (first === undefined || at < 0) return [];
    const id = freeId(nodes, node.id);
    if (passesOn) redirect(nodes, first, id);
    const last = Math.max(...sources.map((source) => nodes.findIndex((candidate) => candidate.id === source)));
    nodes.splice(last + 1, 0, { ...(structuredClone(node) as NodeDraft), id, inputs: { [port]: [...sources] } });
    if (passesOn) standBehind(draft, definition, nodes, first, id, null, roomOf(flip));
    onId?.(id);
    return [];
  };

/** Connects; a single port takes the new wire in place of its old one. */
export const join =
  (definition: string, from: string, node: string, port: string, variadic: boolean): Edit =>
  (draft) => {
    const target = ownNodes(draft, definition, library).find(({ id }) => id === node);
    if (!target) return [];
    target.inputs ??= {};
    const sources = target.inputs[port] ?? [];
    target.inputs[port] = variadic ? [...sources, from] : [from];
    return [];
  };

/** Fixes where everything lies, before something is moved: the automatic layout becomes stored positions. */
export const freeze =
  (definition: string, positions: Readonly<Record<string, Point>>): Edit =>
  (draft) => {
    const stored = positionsOf(draft, definition);
    for (const [id, [x, y]] of Object.entries(positions)) stored[id] ??= [Math.round(x), Math.round(y)];
    return [];
  };

/** Forgets where everything lies, so that it is laid out anew at every edit. */
export const thaw =
  (definition: string): Edit =>
  (draft) => {
    if (draft.view) delete draft.view.positions[definition];
    return [];
  };

export const setDocumentParam =
  (name: string, value: ParamValue): Edit =>
  (draft) => {
    const param = draft.params[name];
    if (!param) return [];
    if (name === 'depth') sayDepth(draft, param.default, value);
    param.default = typeof value === 'object' ? [...value] : value;
    return [];
  };

/**
 * A ready design's name ends in its depth, and its description counts the layers: both go with the depth, as long as
 * they say it.
 */
function sayDepth(draft: DocumentDraft, before: ParamValue, now: ParamValue): void {
  if (typeof before !== 'number' || typeof now !== 'number') return;
  if (draft.name.replace(/\d+$/, '') + before === draft.name) draft.name = draft.name.replace(/\d+$/, String(now));
  if (draft.description !== undefined)
    draft.description = draft.description.replace(new RegExp(`(?<!\\d)${before} layers\\b`), `${now} layers`);
}

export const rename =
  (name: string): Edit =>
  (draft) => {
    draft.name = name;
    return [];
  };

/** Takes another document's place, as conversions do: view state of this one is kept. */
export const replaceBy =
  (document: Parameters<Edit>[0] | object): Edit =>
  (draft) => {
    const next = structuredClone(document) as DocumentDraft;
    draft.name = next.name;
    draft.params = next.params;
    draft.nodes = next.nodes;
    draft.blocks = next.blocks;
    if (next.view) draft.view = next.view;
    return [];
  };
