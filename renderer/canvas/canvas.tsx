import {
  Background,
  BackgroundVariant,
  type NodeChange,
  type OnConnectEnd,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  type Viewport,
  ViewportPortal,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import './canvas.css';
import './marks.css';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { keysText } from '../commands/command.ts';
import { languageStore, useText } from '../language/text.ts';
import { grow, intersects, union } from '../scene/bounds.ts';
import type { Point, Rect } from '../scene/route.ts';
import {
  commitMove,
  connectNodes,
  dropAt,
  firstOpenPort,
  insertOnWire,
  movedPositions,
  refusal,
  selected,
} from '../state/gestures.ts';
import { change, get, store } from '../state/store.ts';
import { openInPlace, select } from '../state/view.ts';
import { themeStore } from '../theme/theme.ts';
import { useBlockPointer } from './block-pointer.ts';
import { drawBlocks, readColours } from './blocks-layer.ts';
import { Card } from './card.tsx';
import { ConnectionHint } from './connection-hint.tsx';
import { type CardNode, FlowNodes } from './flow-nodes.ts';
import { Frame } from './frame.tsx';
import { Groups, Notes } from './marks.tsx';
import { Minimap } from './minimap.tsx';
import { nearestWire } from './nearest-wire.ts';
import { onPaletteDrop, paletteDrag } from './palette-drag.ts';
import { QuickAdd, type QuickAddRequest } from './quick-add.tsx';
import { offerViewport } from './viewport.ts';
import { Wires } from './wires.tsx';

/** Below this zoom a card's text cannot be read, and cards become plain blocks on one canvas. */
const READABLE = 0.42;
const LEAST_ZOOM = 0.02;
const MOST_ZOOM = 2.5;
/** Part of the viewport that is kept ready around it. */
const MARGIN = 0.35;

const nodeTypes = { card: Card, frame: Frame };
const grid: [number, number] = [8, 8];
const panButtons = [1];
const multiKeys = ['Shift', 'Meta', 'Control'];

interface Seen {
  readonly cards: boolean;
  readonly rect: Rect;
}

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Surface />
    </ReactFlowProvider>
  );
}

function Surface() {
  const t = useText();
  const scene = useStore(store, (state) => state.scene);
  const model = useStore(store, (state) => state.model);
  const selection = useStore(store, (state) => state.selection);
  const snap = useStore(store, (state) => state.settings.snap);
  const minimap = useStore(store, (state) => state.settings.minimap);
  const shown = useStore(store, (state) => `${state.file.id}|${state.scope}|${state.settings.direction}`);
  const language = useStore(languageStore).code;
  const theme = useStore(themeStore, ({ theme }) => theme);
  const flow = useReactFlow<CardNode>();
  const element = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [flowNodes] = useState(() => new FlowNodes());
  const [seen, setSeen] = useState<Seen>({ cards: true, rect: { x: -2000, y: -2000, width: 4000, height: 4000 } });
  const [quick, setQuick] = useState<QuickAddRequest | null>(null);
  const [target, setTarget] = useState<string | null>(null);
  const drag = useRef<{ readonly start: ReadonlyMap<string, Point>; readonly ids: ReadonlySet<string> } | null>(null);
  const colours = useMemo(() => (theme ? readColours(document.documentElement) : new Map<string, string>()), [theme]);

  const paint = useCallback(
    (viewport: Viewport) => {
      const surface = canvas.current;
      if (!surface || viewport.zoom >= READABLE) return;
      const ratio = Math.min(window.devicePixelRatio, 2);
      const [width, height] = [Math.round(surface.clientWidth * ratio), Math.round(surface.clientHeight * ratio)];
      if (surface.width !== width || surface.height !== height) Object.assign(surface, { width, height });
      const state = get();
      drawBlocks(surface, state, viewport, colours);
    },
    [colours],
  );

  const look = useCallback((viewport: Viewport) => {
    const box = element.current;
    if (!box) return;
    const { x, y, zoom } = viewport;
    const rect = { x: -x / zoom, y: -y / zoom, width: box.clientWidth / zoom, height: box.clientHeight / zoom };
    setSeen((before) => {
      const cards = zoom >= READABLE;
      const still =
        cards === before.cards &&
        rect.x >= before.rect.x &&
        rect.y >= before.rect.y &&
        rect.x + rect.width <= before.rect.x + before.rect.width &&
        rect.y + rect.height <= before.rect.y + before.rect.height &&
        before.rect.width < rect.width * (1 + 2 * MARGIN) * 1.6;
      return still ? before : { cards, rect: grow(rect, MARGIN * Math.max(rect.width, rect.height)) };
    });
  }, []);

  const onMove = useCallback(
    (_: unknown, viewport: Viewport) => {
      paint(viewport);
      look(viewport);
    },
    [paint, look],
  );

  const fit = useCallback(
    (rect: Rect, { most = 1, quick = false }: { readonly most?: number; readonly quick?: boolean } = {}) => {
      const box = element.current;
      if (!box) return;
      const zoom = Math.max(
        LEAST_ZOOM,
        Math.min(
          most,
          (box.clientWidth - 96) / Math.max(rect.width, 1),
          (box.clientHeight - 120) / Math.max(rect.height, 1),
        ),
      );
      const x = box.clientWidth / 2 - (rect.x + rect.width / 2) * zoom;
      const y = box.clientHeight / 2 - (rect.y + rect.height / 2) * zoom;
      void flow.setViewport({ x, y, zoom }, quick ? {} : { duration: 240 });
    },
    [flow],
  );

  // A design opens readable: whole where that can be read, else from its beginning.
  useLayoutEffect(() => {
    const box = element.current;
    const { bounds, flip, nodes } = get().scene;
    if (!box || nodes.length === 0) return;
    const whole = Math.min((box.clientWidth - 96) / bounds.width, (box.clientHeight - 110) / bounds.height);
    if (whole >= 0.62) {
      fit(bounds, { quick: true });
      return;
    }
    const zoom = Math.min(
      1,
      Math.max(0.72, flip ? (box.clientHeight - 96) / bounds.height : (box.clientWidth - 96) / bounds.width),
    );
    void flow.setViewport(
      flip
        ? { x: 64 - bounds.x * zoom, y: box.clientHeight / 2 - (bounds.y + bounds.height / 2) * zoom, zoom }
        : { x: box.clientWidth / 2 - (bounds.x + bounds.width / 2) * zoom, y: 64 - bounds.y * zoom, zoom },
    );
  }, [shown, fit, flow]);

  useEffect(() => {
    paint(flow.getViewport());
  }, [scene, model, selection, seen, paint, flow]);

  useEffect(() => {
    const box = element.current;
    if (!box) return undefined;
    const observer = new ResizeObserver(() => {
      paint(flow.getViewport());
      look(flow.getViewport());
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [paint, look, flow]);

  useEffect(
    () =>
      offerViewport({
        fit,
        ensureVisible(rect) {
          const box = element.current;
          if (!box) return;
          const { x, y, zoom } = flow.getViewport();
          const at = { left: rect.x * zoom + x, top: rect.y * zoom + y };
          const right = at.left + rect.width * zoom;
          const bottom = at.top + rect.height * zoom;
          const pad = 60;
          const dx = at.left < pad ? pad - at.left : right > box.clientWidth - pad ? box.clientWidth - pad - right : 0;
          const dy =
            at.top < pad ? pad - at.top : bottom > box.clientHeight - pad ? box.clientHeight - pad - bottom : 0;
          if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 120 });
        },
        zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, { duration: 120 }),
        zoomTo: (zoom) => void flow.zoomTo(zoom, { duration: 120 }),
        centre() {
          const box = element.current?.getBoundingClientRect();
          if (!box) return [0, 0];
          const { x, y } = flow.screenToFlowPosition(
            { x: box.x + box.width / 2, y: box.y + box.height / 2 },
            { snapToGrid: false },
          );
          return [x, y];
        },
        focus: () => element.current?.focus(),
        quickAdd: (first) => setQuick({ ...atSelection(element.current, flow.flowToScreenPosition), first }),
      }),
    [fit, flow],
  );

  // A layer dragged out of the palette: onto a wire it is inserted, elsewhere it is put down.
  useEffect(() => {
    const toFlow = (x: number, y: number): Point => {
      const at = flow.screenToFlowPosition({ x, y }, { snapToGrid: false });
      return [at.x, at.y];
    };
    const over = (x: number, y: number): boolean => {
      const hit = document.elementFromPoint(x, y);
      return hit !== null && element.current?.contains(hit) === true;
    };
    const stop = paletteDrag.subscribe(({ drag: now }) => {
      setTarget(now && over(now.x, now.y) ? (nearestWire(get().scene, toFlow(now.x, now.y))?.id ?? null) : null);
    });
    const off = onPaletteDrop(({ kind, x, y }) => {
      if (!over(x, y)) return;
      const at = toFlow(x, y);
      const wire = nearestWire(get().scene, at);
      if (!wire || insertOnWire(kind, wire) === null) dropAt(kind, at);
      element.current?.focus();
    });
    return () => {
      stop();
      off();
    };
  }, [flow]);

  const nodes = useMemo(
    () => (seen.cards ? flowNodes.of(scene, model, selection, seen.rect, language) : []),
    [flowNodes, scene, model, selection, seen, language],
  );

  const onNodesChange = useCallback((changes: NodeChange<CardNode>[]) => {
    const picked = new Set(get().selection);
    let changed = false;
    for (const found of changes) {
      if (found.type === 'select') {
        changed = true;
        if (found.selected) picked.add(found.id);
        else picked.delete(found.id);
      }
      if (found.type === 'position' && found.dragging && found.position) {
        const start = drag.current?.start.get(found.id);
        if (!start) continue;
        const dx = found.position.x - start[0];
        const dy = found.position.y - start[1];
        if (dx === 0 && dy === 0 && !get().moving) continue;
        change({ moving: movedPositionsFrom(dx, dy) });
        break;
      }
    }
    if (changed) change({ selection: picked, wire: picked.size > 0 ? null : get().wire });
  }, []);

  const base = useRef<readonly ReturnType<typeof selected>[number][]>([]);
  const movedPositionsFrom = (dx: number, dy: number) => movedPositions(base.current, dx, dy);

  const onNodeDragStart = useCallback((_: unknown, node: CardNode) => {
    const { scene: now, selection: picked } = get();
    const ids = picked.has(node.id) ? picked : new Set([node.id]);
    drag.current = { ids, start: new Map(now.nodes.map(({ id, x, y }) => [id, [x, y] as const])) };
    base.current = selectedOf(ids);
  }, []);

  const onNodeDragStop = useCallback(() => {
    const { moving } = get();
    drag.current = null;
    if (moving) commitMove(moving);
  }, []);

  const onConnectEnd = useCallback<OnConnectEnd>(
    (event, state) => {
      const from = state.fromNode && get().scene.byId.get(state.fromNode.id);
      if (!from || !state.fromHandle) return;
      const fromSource = state.fromHandle.type === 'source';
      const to = state.toNode && get().scene.byId.get(state.toNode.id);
      if (to && state.toHandle) {
        const [source, sink, port] = fromSource ? [from, to, state.toHandle.id] : [to, from, state.fromHandle.id];
        connectNodes(source, sink, port ?? 'in');
        return;
      }
      const point = 'changedTouches' in event ? event.changedTouches[0]! : event;
      const hit = document.elementFromPoint(point.clientX, point.clientY)?.closest('.react-flow__node');
      const onto = hit && get().scene.byId.get(hit.getAttribute('data-id') ?? '');
      if (onto && onto.id !== from.id && fromSource) {
        connectNodes(from, onto, firstOpenPort(onto));
        return;
      }
      if (!fromSource || onto) return;
      const at = flow.screenToFlowPosition({ x: point.clientX, y: point.clientY }, { snapToGrid: false });
      setQuick({ x: point.clientX, y: point.clientY, at: [at.x, at.y], from, wire: null, first: '' });
    },
    [flow],
  );

  const blockPointer = useBlockPointer(seen.cards, flow);

  return (
    <div
      className={`canvas${seen.cards ? '' : ' far'}${target ? ' dropping' : ''}`}
      ref={element}
      role="application"
      tabIndex={-1}
      aria-label={t('canvas.label')}
      {...blockPointer}
      onDoubleClick={(event) => {
        const hit = (event.target as Element).closest('.react-flow__node');
        const node = hit && get().scene.byId.get(hit.getAttribute('data-id') ?? '');
        if (node?.kind.startsWith('block:') && !node.open) openInPlace(node.id);
        else if (!hit && (event.target as Element).closest('.react-flow__pane')) {
          const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
          setQuick({ x: event.clientX, y: event.clientY, at: [at.x, at.y], from: null, wire: null, first: '' });
        }
      }}
      onContextMenu={(event) => {
        const id = (event.target as Element).closest('.react-flow__node')?.getAttribute('data-id');
        if (id && !get().selection.has(id)) select([id]);
      }}
      onClick={(event) => {
        const hit = (event.target as Element).closest('[data-wire]');
        if (hit) change({ wire: hit.getAttribute('data-wire'), selection: new Set() });
      }}
    >
      <canvas className="far-layer" ref={canvas} aria-hidden="true" />
      <ReactFlow<CardNode>
        nodes={nodes}
        edges={noEdges}
        nodeTypes={nodeTypes}
        onNodesChange={onNodesChange}
        onNodeDragStart={onNodeDragStart}
        onNodeDragStop={onNodeDragStop}
        onSelectionDragStop={onNodeDragStop}
        onConnectEnd={onConnectEnd}
        isValidConnection={valid}
        onMove={onMove}
        onPaneClick={() => select([])}
        minZoom={LEAST_ZOOM}
        maxZoom={MOST_ZOOM}
        panOnScroll
        panOnScrollSpeed={1}
        panOnDrag={panButtons}
        selectionOnDrag={seen.cards}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={multiKeys}
        deleteKeyCode={null}
        selectionKeyCode={null}
        zoomOnDoubleClick={false}
        snapToGrid={snap}
        snapGrid={grid}
        connectionRadius={26}
        elevateNodesOnSelect={false}
        disableKeyboardA11y
        nodesFocusable
      >
        {seen.cards && <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} color="var(--grid)" />}
        <ViewportPortal>
          {seen.cards && (
            <>
              <div className="groups">
                <Groups scene={scene} />
              </div>
              <Wires scene={scene} visible={seen.rect} target={target} />
              <div className="notes">
                <Notes />
              </div>
            </>
          )}
        </ViewportPortal>
        <ConnectionHint />
        {minimap && <Minimap />}
      </ReactFlow>
      {scene.nodes.length === 0 && (
        <div className="empty-canvas">
          <b>{t('canvas.empty.title')}</b>
          <p>{t('canvas.empty.hint', { key: keysText('$mod+i') })}</p>
        </div>
      )}
      {quick && <QuickAdd request={quick} onClose={() => setQuick(null)} />}
    </div>
  );
}

const noEdges: never[] = [];

function valid({
  source,
  target,
  targetHandle,
}: {
  readonly source: string;
  readonly target: string;
  readonly targetHandle?: string | null | undefined;
}): boolean {
  const { scene } = get();
  const [from, to] = [scene.byId.get(source), scene.byId.get(target)];
  return from !== undefined && to !== undefined && refusal(from, to, targetHandle ?? 'in') === null;
}

function selectedOf(ids: ReadonlySet<string>) {
  return selected(ids, true);
}

/** Beside what is selected, or in the middle. */
function atSelection(
  box: HTMLElement | null,
  toScreen: (point: { x: number; y: number }) => { x: number; y: number },
): QuickAddRequest {
  const { scene, selection } = get();
  const around = union([...selection].flatMap((id) => scene.byId.get(id) ?? []));
  const frame = box?.getBoundingClientRect() ?? new DOMRect(0, 0, 800, 600);
  if (!around)
    return { x: frame.x + frame.width / 2 - 140, y: frame.y + 90, at: null, from: null, wire: null, first: '' };
  const corner = toScreen({ x: around.x + around.width / 2, y: around.y + around.height });
  const inside = intersects(
    { x: corner.x, y: corner.y, width: 1, height: 1 },
    { x: frame.x, y: frame.y, width: frame.width, height: frame.height },
  );
  return inside
    ? { x: corner.x - 140, y: corner.y + 10, at: null, from: null, wire: null, first: '' }
    : { x: frame.x + frame.width / 2 - 140, y: frame.y + 90, at: null, from: null, wire: null, first: '' };
}
