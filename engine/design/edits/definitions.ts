import { current, type Draft } from 'immer';
import { type ParamValue, problem } from '../../base/diagnostics.ts';
import type { BlockDefinition, Library } from '../document.ts';
import { withBlockChanged } from '../substitute.ts';
import { blockNameOf, type DocumentDraft, type Edit, ownDefinition, positionsOf, withKeyChanged } from './edit.ts';

/** Adds a block that leads its input to its output. `onName` hears what it is called inside the design. */
export const addBlock =
  (library: Library, title: string, onName?: (name: string) => void): Edit =>
  (draft) => {
    const name = blockNameOf(title, isTaken(draft, library));
    draft.blocks[name] = {
      title,
      params: {},
      nodes: [
        { id: 'in', kind: 'blockInput' },
        { id: 'out', kind: 'blockOutput', inputs: { in: ['in'] } },
      ],
    };
    onName?.(name);
    return [];
  };

/** Gives a block a title, and a name that goes with it wherever the design names the block. `onName` hears the name. */
export const renameBlock =
  (library: Library, name: string, title: string, onName?: (name: string) => void): Edit =>
  (draft) => {
    ownDefinition(draft, name, library);
    draft.blocks[name]!.title = title;
    if (!/[A-Za-z]/.test(title)) return [];
    const taken = isTaken(draft, library);
    const to = blockNameOf(title, (wanted) => wanted !== name && taken(wanted));
    if (to === name) return [];
    onName?.(to);
    draft.blocks = withKeyChanged(draft.blocks, name, to);
    changeReferences(draft, name, to);
    const { positions, notes, groups } = draft.view ?? {};
    moveEntry(positions, name, to);
    moveEntry(notes, name, to);
    moveEntry(groups, name, to);
    return [];
  };

/** Copies a block, its layout with it, for another one to be made of it. */
export const duplicateBlock =
  (library: Library, name: string, title: string): Edit =>
  (draft) => {
    const own = Object.hasOwn(draft.blocks, name) ? current(draft.blocks[name]!) : library[name];
    if (!own) return [];
    const to = blockNameOf(title, isTaken(draft, library));
    draft.blocks[to] = { ...structuredClone(own), title } as Draft<BlockDefinition>;
    const positions = draft.view?.positions[name];
    if (positions) Object.assign(positionsOf(draft, to), structuredClone(current(positions)));
    return [];
  };

/** Removes a block that nothing uses. One that hides a built-in block may go at any time: that one stands in. */
export const removeBlock =
  (library: Library, name: string): Edit =>
  (draft) => {
    const block = draft.blocks[name];
    if (!block) return [];
    const { title } = block;
    delete draft.blocks[name];
    const count = Object.hasOwn(library, name) ? 0 : changeReferences(draft, name, name);
    if (count > 0) return [problem('edit.blockInUse', '', { block: title, count })];
    for (const kept of [draft.view?.positions, draft.view?.notes, draft.view?.groups] as const)
      if (kept) delete kept[name];
    return [];
  };

function moveEntry(record: Record<string, unknown> | undefined, from: string, to: string): void {
  if (!record || !Object.hasOwn(record, from)) return;
  record[to] = record[from]!;
  delete record[from];
}

const isTaken =
  ({ blocks }: DocumentDraft, library: Library) =>
  (name: string): boolean =>
    Object.hasOwn(blocks, name) || Object.hasOwn(library, name);

/**
 * Names the block `to` wherever the design names it: kinds, arguments, defaults, choices. Says in how many places that
 * was.
 */
function changeReferences(draft: DocumentDraft, from: string, to: string): number {
  let count = 0;
  const changed = <V extends ParamValue>(value: V): V => {
    if (JSON.stringify(withBlockChanged(value, from, '')) === JSON.stringify(value)) return value;
    count++;
    return from === to ? value : withBlockChanged(value, from, to);
  };
  for (const { params, nodes } of [draft, ...Object.values(draft.blocks)]) {
    for (const param of Object.values(params)) {
      param.default = changed(param.default);
      if (param.options) param.options = param.options.map((option) => changed(option));
    }
    for (const node of nodes) {
      node.kind = changed(node.kind);
      for (const [field, value] of Object.entries(node.params ?? {})) node.params![field] = changed(value);
    }
  }
  return count;
}
