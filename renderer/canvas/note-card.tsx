import { useReactFlow } from '@xyflow/react';
import { useRef, useState } from 'react';
import type { Note } from '../../engine/design/document.ts';
import { useText } from '../language/text.ts';
import { LEAST_NOTE, removeNote, setNote, takesFocus } from '../state/marks.ts';
import { endGesture } from '../state/store.ts';
import { MarkTools } from './mark-tools.tsx';

type Pair = readonly [number, number];

const arrows: Readonly<Record<string, Pair>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * A text that somebody wrote on the canvas: its bar moves it and its corner resizes it, by pointer or by arrow keys.
 */
export function NoteCard({ note, definition }: { readonly note: Note; readonly definition: string }) {
  const t = useText();
  const move = useHandle(note.position, (position) => setNote(definition, note.id, { position }));
  const resize = useHandle(
    note.size,
    (size) => setNote(definition, note.id, { size }),
    ([width, height]) => [Math.max(LEAST_NOTE[0], width), Math.max(LEAST_NOTE[1], height)],
  );
  const [x, y] = move.value;
  const [width, height] = resize.value;
  return (
    <div className={`note mark-${note.colour} nopan`} style={{ left: x, top: y, width, height }}>
      <div className="mark-bar">
        <button
          type="button"
          className="note-move"
          aria-label={t('note.move')}
          title={t('note.move')}
          {...move.handlers}
          onKeyDown={(event) => {
            move.handlers.onKeyDown(event);
            if (event.key !== 'Delete' && event.key !== 'Backspace') return;
            event.stopPropagation();
            removeNote(definition, note.id);
          }}
        />
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
      <button
        type="button"
        className="note-resize"
        aria-label={t('note.resize')}
        title={t('note.resize')}
        {...resize.handlers}
      />
    </div>
  );
}

/**
 * A handle that changes two numbers: while it is dragged they follow the pointer, and are stored as one step; an arrow
 * key is a step of its own.
 */
function useHandle(stored: Pair, store: (value: Pair) => void, bound: (value: Pair) => Pair = (value) => value) {
  const flow = useReactFlow();
  const [held, setHeld] = useState<Pair | null>(null);
  const start = useRef<Pair | null>(null);
  const by = (dx: number, dy: number): Pair => bound([Math.round(stored[0] + dx), Math.round(stored[1] + dy)]);
  const at = ({ clientX, clientY }: React.PointerEvent): Pair => {
    const [x, y] = start.current ?? [clientX, clientY];
    return by((clientX - x) / flow.getZoom(), (clientY - y) / flow.getZoom());
  };
  const put = (value: Pair): void => {
    if (value[0] !== stored[0] || value[1] !== stored[1]) store(value);
  };
  return {
    value: held ?? stored,
    handlers: {
      onPointerDown: (event: React.PointerEvent) => {
        if (event.button !== 0) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = [event.clientX, event.clientY];
      },
      onPointerMove: (event: React.PointerEvent) => {
        if (start.current) setHeld(at(event));
      },
      onPointerUp: (event: React.PointerEvent) => {
        if (!start.current) return;
        const value = at(event);
        start.current = null;
        setHeld(null);
        put(value);
      },
      onPointerCancel: () => {
        start.current = null;
        setHeld(null);
      },
      onKeyDown: (event: React.KeyboardEvent) => {
        const arrow = arrows[event.key];
        if (!arrow || event.ctrlKey || event.metaKey) return;
        // The canvas would go to another node.
        event.preventDefault();
        event.stopPropagation();
        const step = event.shiftKey ? 64 : 8;
        put(by(arrow[0] * step, arrow[1] * step));
      },
    },
  };
}
