import { current, type Draft, isDraft } from 'immer';
import type { Problem } from '../../base/diagnostics.ts';
import type { BlockDefinition, DocumentNode, Library, LoomDocument } from '../document.ts';

export type DocumentDraft = Draft<LoomDocument>;
export type NodeDraft = Draft<DocumentNode>;

/**
 * One gesture: changes a draft, or says why it cannot and leaves it alone. `definition` in the operations names whose
 * nodes they change: '' for the design itself, else a block.
 */
export type Edit = (draft: DocumentDraft) => readonly Problem[];

/**
 * The definition in the document; a built-in one is copied into it first, so that it hides the built-in one from then
 * on.
 */
export function ownDefinition(
  draft: DocumentDraft,
  definition: string,
  library: Library,
): Draft<Pick<BlockDefinition, 'params' | 'nodes'>> {
  if (definition === '') return draft;
  if (!Object.hasOwn(draft.blocks, definition)) {
    if (!Object.hasOwn(library, definition)) throw new Error(`there is no block ${definition} to edit`);
    draft.blocks[definition] = structuredClone(library[definition]!) as Draft<BlockDefinition>;
  }
  return draft.blocks[definition]!;
}

export const ownNodes = (draft: DocumentDraft, definition: string, library: Library): NodeDraft[] =>
  ownDefinition(draft, definition, library).nodes;

/** The node, or undefined if the definition has none of that id. */
export function findNode<N extends { readonly id: string }>(nodes: readonly N[], id: string): N | undefined {
  return nodes.find((node) => node.id === id);
}

/** An id like `wanted` that no node has yet: `conv`, `conv2`, `conv3` … */
export function freeId(nodes: readonly { readonly id: string }[], wanted: string): string {
  return freeName((name) => nodes.some((node) => node.id === name), wanted);
}

/** `wanted`, cut where it would be too long, or the first of `wanted2`, `wanted3` … that is not taken. */
export const freeName = (taken: (name: string) => boolean, wanted: string): string => freeNames(taken)(wanted);

/** The same for many that want the same name: each goes on where the one before stopped. */
export function freeNames(taken: (name: string) => boolean): (wanted: string) => string {
  const last = new Map<string, number>();
  return (wanted) => {
    const stem = wanted.slice(0, 56);
    let n = last.get(stem) ?? 0;
    let name: string;
    do name = ++n === 1 ? stem : `${stem.replace(/\d+$/, '')}${n}`;
    while (taken(name));
    last.set(stem, n);
    return name;
  };
}

/** What a block is called inside a design, from its title: `Wide stem` → `wideStem`; free of `taken`. */
export function blockNameOf(title: string, taken: (name: string) => boolean): string {
  const words = title.match(/[A-Za-z0-9]+/g) ?? [];
  const joined = words.map((word, i) => (i === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join('');
  const stem = joined.replace(/^[^A-Za-z]+/, '') || 'block';
  return freeName(taken, stem[0]!.toLowerCase() + stem.slice(1));
}

/** One wire: input `index` of `port` of `node`. */
export interface Wire {
  readonly node: string;
  readonly port: string;
  readonly index: number;
}

/** Every wire that leaves `source`. */
export function wiresFrom(nodes: readonly DocumentNode[], source: string): readonly Wire[] {
  return nodes.flatMap((node) =>
    Object.entries(node.inputs ?? {}).flatMap(([port, sources]) =>
      sources.flatMap((from, index) => (from === source ? [{ node: node.id, port, index }] : [])),
    ),
  );
}

/** The node's main source: what a wire in its place would carry. */
export function mainSource(node: DocumentNode): string | undefined {
  return Object.values(node.inputs ?? {})[0]?.[0];
}

/** Points every wire from `from` at `to`, or takes it away. */
export const redirect = (nodes: NodeDraft[], from: string, to: string | undefined): void =>
  redirectAll(nodes, new Map([[from, to]]));

/** The same for many, of which one may lead to the next. */
export function redirectAll(nodes: NodeDraft[], to: ReadonlyMap<string, string | undefined>): void {
  const end = (source: string): string | undefined => {
    let at: string | undefined = source;
    for (let steps = 0; at !== undefined && to.has(at) && steps < to.size; steps++) at = to.get(at);
    return at;
  };
  const leads = (sources: readonly string[]): boolean => sources.some((source) => to.has(source));
  for (const node of nodes.filter(({ inputs }) => Object.values(inputs ?? {}).some(leads))) {
    for (const [port, sources] of Object.entries(node.inputs!)) {
      if (!leads(sources)) continue;
      node.inputs![port] = sources.map(end).filter((source) => source !== undefined);
    }
  }
}

/** The node with every wire coming from where `from` says. */
export function withSources(node: DocumentNode, from: (source: string) => string): DocumentNode {
  const { inputs } = node;
  if (!inputs || !Object.values(inputs).some((sources) => sources.some((source) => from(source) !== source)))
    return node;
  const entries = Object.entries(inputs).map(([port, sources]) => [port, sources.map(from)] as const);
  return { ...node, inputs: Object.fromEntries(entries) };
}

/** A copy of a node that has nothing to do with the draft any more. */
export function copyNode(node: NodeDraft): NodeDraft {
  const plain = isDraft(node) ? current(node) : node;
  return structuredClone(plain) as NodeDraft;
}

export function positionsOf(draft: DocumentDraft, definition: string): Record<string, [number, number]> {
  draft.view ??= { positions: {} };
  draft.view.positions[definition] ??= {};
  return draft.view.positions[definition];
}

/** Forgets where the node lay; a document without positions gets none. */
export function forgetPosition(draft: DocumentDraft, definition: string, id: string): void {
  const positions = draft.view?.positions[definition];
  if (positions) delete positions[id];
}

/** The same record, in the same order, with one key changed. */
export const withKeyChanged = <V>(record: Readonly<Record<string, V>>, from: string, to: string): Record<string, V> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key === from ? to : key, value]));
