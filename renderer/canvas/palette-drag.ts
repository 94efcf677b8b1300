import { createStore } from 'zustand/vanilla';

/** A layer that is being dragged out of the palette. Coordinates are the window's. */
export interface PaletteDrag {
  readonly kind: string;
  readonly title: string;
  readonly x: number;
  readonly y: number;
}

export const paletteDrag = createStore<{ readonly drag: PaletteDrag | null }>(() => ({ drag: null }));

const THRESHOLD = 5;

type Drop = (drag: PaletteDrag) => void;
let drop: Drop | null = null;

/** The canvas says what a drop does. */
export function onPaletteDrop(listener: Drop): () => void {
  drop = listener;
  return () => {
    if (drop === listener) drop = null;
  };
}

/** Starts with the pointer going down on an entry; a click without movement is none. */
export function startPaletteDrag(event: PointerEvent, kind: string, title: string): void {
  if (event.button !== 0) return;
  const start = { x: event.clientX, y: event.clientY };
  const move = ({ clientX, clientY }: PointerEvent): void => {
    const active = paletteDrag.getState().drag !== null;
    if (!active && Math.hypot(clientX - start.x, clientY - start.y) < THRESHOLD) return;
    paletteDrag.setState({ drag: { kind, title, x: clientX, y: clientY } });
  };
  const end = (finished: boolean): void => {
    const { drag } = paletteDrag.getState();
    paletteDrag.setState({ drag: null });
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', up);
    window.removeEventListener('pointercancel', cancel);
    window.removeEventListener('keydown', escape, true);
    if (finished && drag) drop?.(drag);
  };
  const up = (): void => end(true);
  const cancel = (): void => end(false);
  const escape = (key: KeyboardEvent): void => {
    if (key.key !== 'Escape') return;
    key.stopPropagation();
    cancel();
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', up);
  window.addEventListener('pointercancel', cancel);
  window.addEventListener('keydown', escape, true);
}
