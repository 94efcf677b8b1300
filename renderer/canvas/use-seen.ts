import type { ReactFlowInstance, Viewport } from '@xyflow/react';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { grow } from '../scene/bounds.ts';
import type { Rect } from '../scene/route.ts';
import { gradients } from '../state/gradients.ts';
import { overlayStore } from '../state/overlay.ts';
import { profileStore } from '../state/profile.ts';
import { get, store } from '../state/store.ts';
import { moving } from '../theme/motion.ts';
import { themeStore } from '../theme/theme.ts';
import { drawBlocks, readColours } from './blocks-layer.ts';
import type { CardNode } from './flow-nodes.ts';
import { useViewportChange } from './use-viewport-change.ts';
import { coveredLeft } from './viewport.ts';

/** A first view is no smaller: the small text of cards, 11.5 px, still has 10. */
const LEAST_FIRST_ZOOM = 0.87;
/** Of what is wide, such as an open Inception module: all branches are seen, by their larger text. */
const LEAST_WIDE_ZOOM = 0.53;
/** Below this zoom even the large text of a card cannot be read, and cards become boxes on one canvas. */
export const READABLE = 0.42;
/** Below these, a card says less in larger letters: its name and what it puts out, of 9 to 13 pixels on the screen. */
const LARGER_TEXT = [0.72, 0.53] as const;
export const LEAST_ZOOM = 0.02;
export const MOST_ZOOM = 2.5;
/** Part of the viewport that is kept ready around it. */
const MARGIN = 0.35;
/** After a zoom, how long until the layer is painted sharp again. */
const STILL_MS = 90;

/** By how much the layer reaches beyond each side. */
const spare = (surface: HTMLElement, box: HTMLElement, side: 'clientWidth' | 'clientHeight'): number =>
  (surface[side] - box[side]) / 2;

/** What is seen: cards, or plain blocks from afar, and the part of the drawing that is kept ready. */
interface Seen {
  readonly cards: boolean;
  /** How many of the steps to larger text the cards have taken. */
  readonly larger: number;
  readonly rect: Rect;
}

export type Fit = (rect: Rect, options?: { readonly most?: number; readonly quick?: boolean }) => void;

/** Follows the viewport: which cards exist, and the layer that is painted from afar. */
export function useSeen(
  element: RefObject<HTMLDivElement | null>,
  canvas: RefObject<HTMLCanvasElement | null>,
  flow: ReactFlowInstance<CardNode>,
): { readonly seen: Seen; readonly fit: Fit } {
  const scene = useStore(store, (state) => state.scene);
  const model = useStore(store, (state) => state.model);
  const selection = useStore(store, (state) => state.selection);
  const shown = useStore(store, (state) => `${state.file.id}|${state.scope}|${state.settings.direction}`);
  const overlay = useStore(overlayStore);
  const measured = useStore(profileStore, (state) => state.measured);
  const report = useStore(gradients, (state) => state.report);
  const theme = useStore(themeStore, ({ theme }) => theme);
  const [seen, setSeen] = useState<Seen>({
    cards: true,
    larger: 0,
    rect: { x: -2000, y: -2000, width: 4000, height: 4000 },
  });
  const colours = useMemo(() => (theme ? readColours(document.documentElement) : new Map<string, string>()), [theme]);

  const painted = useRef<Viewport | null>(null);
  const later = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const repaint = useCallback(
    (viewport: Viewport) => {
      const surface = canvas.current;
      const box = element.current;
      if (!surface || !box || viewport.zoom >= READABLE) return;
      const ratio = Math.min(window.devicePixelRatio, 2);
      const [width, height] = [Math.round(surface.clientWidth * ratio), Math.round(surface.clientHeight * ratio)];
      if (surface.width !== width || surface.height !== height) Object.assign(surface, { width, height });
      const [x, y] = [
        viewport.x + spare(surface, box, 'clientWidth'),
        viewport.y + spare(surface, box, 'clientHeight'),
      ];
      drawBlocks(surface, get(), { x, y, zoom: viewport.zoom }, colours);
      surface.style.transform = '';
      painted.current = viewport;
    },
    [canvas, element, colours],
  );

  // The layer is larger than what is seen of it, so that a pan only moves it and a zoom stretches it for a moment.
  const paint = useCallback(
    (viewport: Viewport) => {
      const surface = canvas.current;
      const box = element.current;
      const last = painted.current;
      if (!surface || !box || viewport.zoom >= READABLE) return;
      clearTimeout(later.current);
      const scale = last ? viewport.zoom / last.zoom : 0;
      const [padX, padY] = [spare(surface, box, 'clientWidth'), spare(surface, box, 'clientHeight')];
      const inside =
        last !== null &&
        scale > 0.8 &&
        scale < 1.3 &&
        Math.abs(viewport.x - last.x * scale) < padX * 0.9 &&
        Math.abs(viewport.y - last.y * scale) < padY * 0.9;
      if (!inside) {
        repaint(viewport);
        return;
      }
      const x = viewport.x + padX - (padX + last.x) * scale;
      const y = viewport.y + padY - (padY + last.y) * scale;
      surface.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
      if (scale !== 1) later.current = setTimeout(() => repaint(viewport), STILL_MS);
    },
    [canvas, element, repaint],
  );

  const look = useCallback((viewport: Viewport) => {
    const box = element.current;
    if (!box) return;
    const { x, y, zoom } = viewport;
    const rect = { x: -x / zoom, y: -y / zoom, width: box.clientWidth / zoom, height: box.clientHeight / zoom };
    setSeen((before) => {
      const cards = zoom >= READABLE;
      const larger = LARGER_TEXT.filter((end) => zoom < end).length;
      const still =
        cards === before.cards &&
        larger === before.larger &&
        rect.x >= before.rect.x &&
        rect.y >= before.rect.y &&
        rect.x + rect.width <= before.rect.x + before.rect.width &&
        rect.y + rect.height <= before.rect.y + before.rect.height &&
        before.rect.width < rect.width * (1 + 2 * MARGIN) * 1.6;
      return still ? before : { cards, larger, rect: grow(rect, MARGIN * Math.max(rect.width, rect.height)) };
    });
  }, []);

  useViewportChange(
    useCallback(
      (viewport: Viewport) => {
        paint(viewport);
        look(viewport);
      },
      [paint, look],
    ),
  );

  const fit = useCallback(
    (rect: Rect, { most = 1, quick = false }: { readonly most?: number; readonly quick?: boolean } = {}) => {
      const box = element.current;
      if (!box) return;
      const left = coveredLeft();
      const zoom = Math.max(
        LEAST_ZOOM,
        Math.min(
          most,
          (box.clientWidth - left - 96) / Math.max(rect.width, 1),
          (box.clientHeight - 120) / Math.max(rect.height, 1),
        ),
      );
      const x = (box.clientWidth + left) / 2 - (rect.x + rect.width / 2) * zoom;
      const y = box.clientHeight / 2 - (rect.y + rect.height / 2) * zoom;
      void flow.setViewport({ x, y, zoom }, quick ? {} : moving(240));
    },
    [flow],
  );

  // Where each drawing was left: out of a block, one is back at the place from where it was entered.
  const views = useRef<{ shown: string | null; readonly left: Map<string, Viewport> }>({
    shown: null,
    left: new Map(),
  });

  // A design opens readable: whole where that can be read, else from its beginning. An empty sheet has room for what
  // will go behind the first layer.
  useLayoutEffect(() => {
    const box = element.current;
    const { bounds, flip, nodes } = get().scene;
    if (!box) return;
    const { shown: before, left: known } = views.current;
    if (before !== null && before !== shown) known.set(before, flow.getViewport());
    views.current.shown = shown;
    const left = known.get(shown);
    if (left) {
      void flow.setViewport(left);
      return;
    }
    if (nodes.length === 0) {
      const covered = coveredLeft();
      const [x, y] = flip ? [covered + 64, box.clientHeight / 2] : [(box.clientWidth + covered) / 2, 64];
      void flow.setViewport({ x, y, zoom: 1 });
      return;
    }
    const whole = Math.min((box.clientWidth - 96) / bounds.width, (box.clientHeight - 110) / bounds.height);
    if (whole >= LEAST_FIRST_ZOOM) {
      fit(bounds, { quick: true });
      return;
    }
    // Of what is too long, the beginning, with the trunk in the middle.
    const [first] = nodes;
    const zoom = Math.min(
      1,
      Math.max(LEAST_WIDE_ZOOM, flip ? (box.clientHeight - 96) / bounds.height : (box.clientWidth - 96) / bounds.width),
    );
    void flow.setViewport(
      flip
        ? { x: 64 - bounds.x * zoom, y: box.clientHeight / 2 - (first!.y + first!.height / 2) * zoom, zoom }
        : { x: box.clientWidth / 2 - (first!.x + first!.width / 2) * zoom, y: 64 - bounds.y * zoom, zoom },
    );
  }, [shown, fit, flow]);

  useEffect(() => {
    repaint(flow.getViewport());
  }, [scene, model, selection, overlay, measured, report, seen, repaint, flow]);

  useEffect(() => {
    const box = element.current;
    if (!box) return undefined;
    const observer = new ResizeObserver(() => {
      repaint(flow.getViewport());
      look(flow.getViewport());
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [element, repaint, look, flow]);

  return { seen, fit };
}
