import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  ViewportPortal,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import './canvas.css';
import './larger-text.css';
import './marks.css';
import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { keysText } from '../commands/command.ts';
import { languageStore, text, useText } from '../language/text.ts';
import { change, get, store } from '../state/store.ts';
import { openInPlace, select } from '../state/view.ts';
import { useBlockPointer } from './block-pointer.ts';
import { Card } from './card.tsx';
import { ConnectionHint } from './connection-hint.tsx';
import { type CardNode, FlowNodes } from './flow-nodes.ts';
import { Frame } from './frame.tsx';
import { GhostWire } from './ghost-wire.tsx';
import { Guides } from './guides.tsx';
import { Legend } from './legend.tsx';
import { Groups, Notes } from './marks.tsx';
import { Minimap } from './minimap.tsx';
import { nodeDrag } from './node-drag.ts';
import { QuickAdd, type QuickAddRequest } from './quick-add.tsx';
import { useKeptInView } from './use-kept-in-view.ts';
import { useNodeGestures, valid } from './use-node-gestures.ts';
import { usePaletteDrop } from './use-palette-drop.ts';
import { LEAST_ZOOM, MOST_ZOOM, useSeen } from './use-seen.ts';
import { useViewportControl } from './use-viewport-control.ts';
import { Wires } from './wires.tsx';
import { ZoomBar } from './zoom-bar.tsx';

const nodeTypes = { card: Card, frame: Frame };
const grid: [number, number] = [8, 8];
const panButtons = [1];
const multiKeys = ['Shift', 'Meta', 'Control'];

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
  const compared = useStore(store, (state) => state.compared?.model ?? null);
  const selection = useStore(store, (state) => state.selection);
  const snap = useStore(store, (state) => state.settings.snap);
  const minimap = useStore(store, (state) => state.settings.minimap);
  const language = useStore(languageStore).code;
  const flow = useReactFlow<CardNode>();
  const element = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [flowNodes] = useState(() => new FlowNodes());
  const [quick, setQuick] = useState<QuickAddRequest | null>(null);

  const { seen, fit } = useSeen(element, canvas, flow);
  useViewportControl(element, flow, fit, setQuick);
  useKeptInView(element, flow);
  const dropped = usePaletteDrop(element, flow);
  const dragged = useStore(nodeDrag, (state) => state.target?.id ?? null);
  const target = dropped ?? dragged;
  const gestures = useNodeGestures(flow, setQuick);
  const nodes = useMemo(
    () => (seen.cards ? flowNodes.of(scene, model, compared, selection, seen.rect, language) : []),
    [flowNodes, scene, model, compared, selection, seen, language],
  );

  const spoken = useMemo(
    () => ({
      'node.a11yDescription.default': text('canvas.nodeKeys'),
      'node.a11yDescription.keyboardDisabled': text('canvas.nodeKeys'),
      'edge.a11yDescription.default': text('canvas.wireKeys'),
    }),
    // The texts depend on the language.
    [language],
  );
  const { handlers, marquee } = useBlockPointer(seen.cards, element, flow);

  return (
    <div
      className={`canvas larger-${seen.larger}${seen.cards ? '' : ' far'}${target ? ' dropping' : ''}`}
      ref={element}
      role="application"
      tabIndex={-1}
      aria-label={t('canvas.label')}
      {...handlers}
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
        // What the menu does, it does to what is under the pointer.
        const target = event.target as Element;
        const id = target.closest('.react-flow__node')?.getAttribute('data-id');
        const wire = target.closest('[data-wire]')?.getAttribute('data-wire');
        if (wire) change({ wire, selection: new Set() });
        else if (id ? !get().selection.has(id) : seen.cards && target.closest('.react-flow__pane'))
          select(id ? [id] : []);
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
        {...gestures}
        isValidConnection={valid}
        onPaneClick={() => seen.cards && select([])}
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
        ariaLabelConfig={spoken}
      >
        {seen.cards && <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} color="var(--grid)" />}
        <ViewportPortal>
          <div className="groups">
            <Groups scene={scene} />
          </div>
          {seen.cards && <Wires scene={scene} visible={seen.rect} target={target} />}
          <div className="notes">
            <Notes />
          </div>
          <Guides />
          <GhostWire />
        </ViewportPortal>
        <ConnectionHint />
        <ZoomBar />
        {minimap && <Minimap />}
      </ReactFlow>
      {marquee && (
        <div
          className="far-marquee"
          style={{ left: marquee.x, top: marquee.y, width: marquee.width, height: marquee.height }}
        />
      )}
      {scene.nodes.length === 0 && (
        <div className="empty-canvas">
          <b>{t('canvas.empty.title')}</b>
          <p>{t('canvas.empty.hint', { key: keysText('$mod+i') })}</p>
        </div>
      )}
      <Legend />
      {quick && <QuickAdd request={quick} onClose={() => setQuick(null)} />}
    </div>
  );
}

const noEdges: never[] = [];
