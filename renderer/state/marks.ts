import type { MarkColour, NodeGroup, Note } from '../../engine/design/document.ts';
import { type Edit, freeId } from '../../engine/design/edits/edit.ts';
import { text } from '../language/text.ts';
import type { Point } from '../scene/route.ts';
import { byDefinition, scopePlace, selected } from './gestures.ts';
import { edit, get } from './store.ts';

export const markColours: readonly MarkColour[] = ['yellow', 'green', 'blue', 'purple', 'red', 'grey'];

const none: readonly never[] = [];

export const notesOf = (definition: string): readonly Note[] =>
  get().history.document.view?.notes?.[definition] ?? none;
export const groupsOf = (definition: string): readonly NodeGroup[] =>
  get().history.document.view?.groups?.[definition] ?? none;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const changeGroups =
  (definition: string, change: (groups: Mutable<NodeGroup>[]) => void): Edit =>
  (draft) => {
    draft.view ??= { positions: {} };
    draft.view.groups ??= {};
    draft.view.groups[definition] ??= [];
    change(draft.view.groups[definition]);
    return [];
  };

const SIZE: Note['size'] = [220, 110];

export function addNote(at: Point): void {
  const { definition } = scopePlace();
  const id = freeId(notesOf(definition), 'note');
  const position: Point = [Math.round(at[0] - SIZE[0] / 2), Math.round(at[1] - SIZE[1] / 2)];
  edit(text('did.note'), addNoteEdit(definition, { id, text: '', colour: 'yellow', position, size: SIZE }));
}

/** A note has a place of its own, so that nothing else needs one. */
const addNoteEdit =
  (definition: string, note: Note): Edit =>
  (draft) => {
    draft.view ??= { positions: {} };
    draft.view.notes ??= {};
    (draft.view.notes[definition] ??= []).push(structuredClone(note) as never);
    return [];
  };

export function setNote(definition: string, id: string, changes: Partial<Note>, token?: string): void {
  edit(text('did.note'), changeExisting(definition, id, changes), token === undefined ? {} : { token });
}

const changeExisting =
  (definition: string, id: string, changes: Partial<Note>): Edit =>
  (draft) => {
    const note = draft.view?.notes?.[definition]?.find((candidate) => candidate.id === id);
    if (note) Object.assign(note, changes);
    return [];
  };

export function removeNote(definition: string, id: string): void {
  edit(text('did.note'), (draft) => {
    const notes = draft.view?.notes;
    if (notes?.[definition]) notes[definition] = notes[definition].filter((note) => note.id !== id);
    return [];
  });
}

/** Puts the selected nodes into a group. */
export function groupSelection(): void {
  const [found] = byDefinition(selected(get().selection, true));
  if (!found) return;
  const [definition, nodes] = found;
  const id = freeId(groupsOf(definition), 'group');
  const ids = nodes.map(({ node }) => node.id);
  edit(
    text('did.group'),
    changeGroups(definition, (groups) =>
      groups.push({ id, title: text('group.newTitle'), colour: 'blue', nodes: ids }),
    ),
  );
}

export function setGroup(definition: string, id: string, changes: Partial<NodeGroup>, token?: string): void {
  edit(
    text('did.group'),
    changeGroups(definition, (groups) => {
      const group = groups.find((candidate) => candidate.id === id);
      if (group) Object.assign(group, changes);
    }),
    token === undefined ? {} : { token },
  );
}

export function removeGroup(definition: string, id: string): void {
  edit(
    text('did.group'),
    changeGroups(definition, (groups) => {
      const at = groups.findIndex((group) => group.id === id);
      if (at >= 0) groups.splice(at, 1);
    }),
  );
}
