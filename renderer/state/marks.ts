import type { MarkColour, NodeGroup, Note } from '../../engine/design/document.ts';
import { type Edit, freeId } from '../../engine/design/edits/edit.ts';
import { text } from '../language/text.ts';
import { intersects } from '../scene/bounds.ts';
import type { Point, Rect } from '../scene/route.ts';
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
/** Room for the colours to choose from, and a line of text. */
export const LEAST_NOTE: Note['size'] = [150, 48];

let freshNote: string | null = null;

/** The note that was just made, once: it takes the focus, to be written on. */
export function takesFocus(id: string): boolean {
  const fresh = freshNote === id;
  if (fresh) freshNote = null;
  return fresh;
}

/** A note at a point, or beside the drawing where something stands there. Returns where it lies. */
export function addNote(at: Point): Rect {
  const { definition } = scopePlace();
  const { scene } = get();
  const id = freeId(notesOf(definition), 'note');
  const [width, height] = SIZE;
  const wanted: Rect = { x: Math.round(at[0] - width / 2), y: Math.round(at[1] - height / 2), width, height };
  const taken = scene.nodes.some((node) => intersects(node, wanted));
  const place = taken ? { ...wanted, x: Math.round(scene.bounds.x + scene.bounds.width + 40) } : wanted;
  freshNote = id;
  edit(
    text('did.note'),
    addNoteEdit(definition, { id, text: '', colour: 'yellow', position: [place.x, place.y], size: SIZE }),
  );
  return place;
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
