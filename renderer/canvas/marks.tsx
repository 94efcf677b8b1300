import { useReactFlow } from '@xyflow/react';
import { X } from 'lucide-react';
import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { MarkColour, NodeGroup, Note } from '../../engine/design/document.ts';
import { useText } from '../language/text.ts';
import { grow, union } from '../scene/bounds.ts';
import type { Scene } from '../scene/scene.ts';
import {
  groupsOf,
  markColours,
  notesOf,
  removeGroup,
  removeNote,
  setGroup,
  setNote,
  takesFocus,
} from '../state/marks.ts';
import { endGesture, store } from '../state/store.ts';

const ROOM = 22;
const TITLE = 26;

/** Coloured fields behind the nodes that belong together. */
export function Groups({ scene }: { readonly scene: Scene }) {
  const places = new Map(scene.nodes.map(({ place }) => [place.prefix, place]));
  useStore(store, (state) => state.history.document.view);
  return [...places.values()].flatMap((place) =>
    groupsOf(place.definition).map((group) => (
      <Group
        key={place.prefix + group.id}
        group={group}
        prefix={place.prefix}
        definition={place.definition}
        scene={scene}
      />
    )),
  );
}

function Group({
  group,
  prefix,
  definition,
  scene,
}: {
  readonly group: NodeGroup;
  readonly prefix: string;
  readonly definition: string;
  readonly scene: Scene;
}) {
  const t = useText();
  const inside = union(group.nodes.flatMap((id) => scene.byId.get(prefix + id) ?? []));
  if (!inside) return null;
  const { x, y, width, height } = grow(inside, ROOM);
  return (
    <div
      className={`node-group mark-${group.colour}`}
      style={{ left: x, top: y - TITLE, width, height: height + TITLE }}
    >
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

function NoteCard({ note, definition }: { readonly note: Note; readonly definition: string }) {
  const t = useText();
  const flow = useReactFlow();
  const [moved, setMoved] = useState<readonly [number, number] | null>(null);
  const start = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const [x, y] = moved ?? note.position;
  const at = (event: React.PointerEvent): readonly [number, number] => {
    const zoom = flow.getZoom();
    const from = start.current ?? { x: event.clientX, y: event.clientY };
    return [
      Math.round(note.position[0] + (event.clientX - from.x) / zoom),
      Math.round(note.position[1] + (event.clientY - from.y) / zoom),
    ];
  };
  return (
    <div
      className={`note mark-${note.colour} nopan`}
      style={{ left: x, top: y, width: note.size[0], height: note.size[1] }}
    >
      <div
        className="mark-bar"
        onPointerDown={(event) => {
          if ((event.target as Element).closest('button')) return;
          event.stopPropagation();
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={(event) => start.current && setMoved(at(event))}
        onPointerUp={(event) => {
          if (!start.current) return;
          const position = at(event);
          start.current = null;
          setMoved(null);
          if (position[0] !== note.position[0] || position[1] !== note.position[1])
            setNote(definition, note.id, { position });
        }}
      >
        <MarkTools
          colour={note.colour}
          onColour={(colour) => setNote(definition, note.id, { colour })}
          onRemove={() => removeNote(definition, note.id)}
        />
      </div>
      <textarea
        ref={(element) => {
          if (element && takesFocus(note.id)) element.focus({ preventScroll: true });
        }}
        aria-label={t('note.label')}
        placeholder={t('note.empty')}
        value={note.text}
        onChange={(event) => setNote(definition, note.id, { text: event.target.value }, `note:${note.id}`)}
        onBlur={endGesture}
        onPointerDown={(event) => event.stopPropagation()}
      />
    </div>
  );
}

function MarkTools({
  colour,
  onColour,
  onRemove,
}: {
  readonly colour: MarkColour;
  readonly onColour: (colour: MarkColour) => void;
  readonly onRemove: () => void;
}) {
  const t = useText();
  return (
    <span className="mark-tools">
      {markColours.map((name) => (
        <button
          key={name}
          type="button"
          className={`mark-dot mark-${name}`}
          aria-label={t(`colour.${name}`)}
          aria-pressed={name === colour}
          onClick={() => onColour(name)}
        />
      ))}
      <button type="button" className="mark-remove" aria-label={t('mark.remove')} onClick={onRemove}>
        <X />
      </button>
    </span>
  );
}
