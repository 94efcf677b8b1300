import type { Point, Rect } from '../scene/route.ts';

/** What commands may ask of the canvas that is shown. */
export interface ViewportControl {
  fit(rect: Rect, options?: { readonly most?: number; readonly quick?: boolean }): void;
  /** Moves the least that brings the rectangle into view. */
  ensureVisible(rect: Rect): void;
  zoomBy(factor: number): void;
  zoomTo(zoom: number): void;
  /** What is seen of the drawing. */
  seen(): Rect;
  /** Middle of what is seen. */
  centre(): Point;
  focus(): void;
  /** Asks for a layer to add; `first` is what was typed to begin. */
  quickAdd(first: string): void;
}

/** Pixels of the canvas, from its left edge, that something lies over. */
let covered = 0;

export const coveredLeft = (): number => covered;

export function coverLeft(pixels: number): void {
  covered = pixels;
}

let current: ViewportControl | null = null;

export const viewport = (): ViewportControl | null => current;

/** Returns how to take it away again. */
export function offerViewport(control: ViewportControl): () => void {
  current = control;
  return () => {
    if (current === control) current = null;
  };
}
