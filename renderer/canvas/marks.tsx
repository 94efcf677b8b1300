import { memo, useMemo } from 'react';
import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import type { Scene } from '../scene/scene.ts';
import { notesOf, removeGroup, setGroup } from '../state/marks.ts';
import { endGesture, store } from '../state/store.ts';
import { type PlacedGroup, placedGroups } from './mark-places.ts';
import { MarkTools } from './mark-tools.tsx';
import { NoteCard } from './note-card.tsx';

/** Coloured fields behind the nodes that belong together. */
export const Groups = memo(function Groups({ scene }: { readonly scene: Scene }) {
  const groups = useStore(store, (state) => state.history.document.view?.groups);
  const placed = useMemo(() => (groups ? placedGroups(scene) : []), [scene, groups]);
  return placed.map((found) => <Group key={found.prefix + found.group.id} {...found} />);
});

function Group({ group, definition, x, y, width, height }: PlacedGroup) {
  const t = useText();
  return (
    <div className={`node-group mark-${group.colour}`} style={{ left: x, top: y, width, height }}>
      <div className="mark-bar">
        <input
          aria-label={t('group.title')}
          value={group.title}
          onChange={(event) => setGroup(definition, group.id, { title: event.target.value }, `group:${group.id}`)}
          onBlur={endGesture}
        />
        <MarkTools
          colour={group.colour}
          onColour={(colour) => setGroup(definition, group.id, { colour })}
          onRemove={() => removeGroup(definition, group.id)}
        />
      </div>
    </div>
  );
}

/** Texts that people wrote on the canvas; they stand where they were put. */
export function Notes() {
  useStore(store, (state) => state.history.document.view);
  const definition = useStore(store, ({ model, scope }) => model.drawing.placeAt(scope)?.definition ?? '');
  return notesOf(definition).map((note) => <NoteCard key={note.id} note={note} definition={definition} />);
}
