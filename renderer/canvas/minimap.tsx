import { useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { familyOf } from '../scene/forms.ts';
import { store } from '../state/store.ts';
import { themeStore } from '../theme/theme.ts';
import { useLegend } from './legend.tsx';
import { type Corner, type Standing, standingOf } from './minimap-corner.ts';
import { READABLE } from './use-seen.ts';
import { useViewportChange } from './use-viewport-change.ts';
import { coveredLeft } from './viewport.ts';

const CORNERS: readonly Corner[] = ['bottom-right', 'top-right', 'bottom-left'];
/** Where the legend or the tour stands on the left. */
const RIGHT: readonly Corner[] = ['bottom-right', 'top-right'];
const WIDTH = 168;
const HEIGHT = 118;
const PAD = 8;
/** Of the frame, from the overview's edge. */
const EDGE = 3;
/** From the canvas's edges, as the style sheet has it. */
const MARGIN = 12;
/** How long it stays after a move where every corner has cards. */
const STAYS_MS = 900;

/** Both ends of what is seen, kept within the overview. */
const inside = (start: number, length: number, room: number): readonly [number, number] => [
  Math.min(room - EDGE - 2, Math.max(EDGE, start)),
  Math.max(EDGE + 2, Math.min(room - EDGE, start + length)),
];

/**
 * The whole drawing small, with what is seen as a frame; click or drag to go there. It stands in a corner without
 * cards; where there is none it shows while the view moves, and where everything is seen it does not show at all.
 */
export function Minimap() {
  const t = useText();
  const scene = useStore(store, (state) => state.scene);
  const theme = useStore(themeStore, (state) => state.theme);
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<SVGRectElement>(null);
  const flow = useReactFlow();
  const { bounds } = scene;
  const scale = Math.min(
    (WIDTH - 2 * PAD) / Math.max(1, bounds.width),
    (HEIGHT - 2 * PAD) / Math.max(1, bounds.height),
  );
  const left = (WIDTH - bounds.width * scale) / 2 - bounds.x * scale;
  const top = (HEIGHT - bounds.height * scale) / 2 - bounds.y * scale;

  const legend = useLegend();
  const map = useRef<HTMLDivElement>(null);
  const rest = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const showFrame = useCallback(() => {
    const host = canvas.current?.closest('.canvas');
    if (!frame.current || !map.current || !host) return;
    const { x, y, zoom } = flow.getViewport();
    const rect = { x: -x / zoom, y: -y / zoom, width: host.clientWidth / zoom, height: host.clientHeight / zoom };
    const { dataset } = map.current;
    // From afar, where nothing can be read, it hides nothing.
    const cards = zoom < READABLE ? [] : scene.nodes.filter(({ open }) => !open);
    const measure = { seen: rect, zoom, width: WIDTH + 2, height: HEIGHT + 2, margin: MARGIN };
    const corners = legend || coveredLeft() > 0 ? RIGHT : CORNERS;
    dataset['corner'] = standingOf(measure, bounds, cards, corners, dataset['corner'] as Standing);
    dataset['moving'] = '';
    clearTimeout(rest.current);
    rest.current = setTimeout(() => delete dataset['moving'], STAYS_MS);
    const [x1, x2] = inside(rect.x * scale + left, rect.width * scale, WIDTH);
    const [y1, y2] = inside(rect.y * scale + top, rect.height * scale, HEIGHT);
    frame.current.setAttribute('x', String(x1));
    frame.current.setAttribute('y', String(y1));
    frame.current.setAttribute('width', String(x2 - x1));
    frame.current.setAttribute('height', String(y2 - y1));
  }, [flow, scale, left, top, scene, bounds, legend]);
  useViewportChange(showFrame);

  useEffect(() => {
    const host = canvas.current?.closest('.canvas');
    if (!host) return undefined;
    const observer = new ResizeObserver(showFrame);
    observer.observe(host);
    return () => observer.disconnect();
  }, [showFrame]);

  useEffect(() => {
    const surface = canvas.current;
    const context = surface?.getContext('2d');
    if (!surface || !context) return;
    const ratio = Math.min(window.devicePixelRatio, 2);
    surface.width = WIDTH * ratio;
    surface.height = HEIGHT * ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, WIDTH, HEIGHT);
    const style = getComputedStyle(document.documentElement);
    const colours = new Map<string, string>();
    for (const node of scene.nodes) {
      const family = node.open ? 'line' : familyOf(node.kind);
      let colour = colours.get(family);
      if (colour === undefined) colours.set(family, (colour = style.getPropertyValue(`--${family}`)));
      context.fillStyle = colour;
      context.globalAlpha = node.open ? 0.5 : 0.85;
      context.fillRect(
        node.x * scale + left,
        node.y * scale + top,
        Math.max(1, node.width * scale),
        Math.max(1, node.height * scale),
      );
    }
    showFrame();
  }, [scene, theme, scale, left, top, showFrame]);

  const go = (event: React.PointerEvent): void => {
    const box = canvas.current!.getBoundingClientRect();
    const x = (event.clientX - box.x - left) / scale;
    const y = (event.clientY - box.y - top) / scale;
    void flow.setCenter(x, y, { zoom: flow.getZoom() });
  };
  if (scene.nodes.length < 3) return null;
  return (
    <div
      className="minimap"
      ref={map}
      role="img"
      aria-label={t('minimap.label')}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && go(event)}
    >
      <canvas ref={canvas} style={{ width: WIDTH, height: HEIGHT }} />
      <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
        <rect ref={frame} className="minimap-frame" rx="2" />
      </svg>
    </div>
  );
}
