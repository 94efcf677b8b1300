import '@fontsource-variable/inter';
import '../../../renderer/theme/tokens.css';
import '../../../renderer/theme/base.css';
import '../../../renderer/canvas/canvas.css';
import '@xyflow/react/dist/style.css';
import { type Edge, ReactFlow } from '@xyflow/react';
import { createRoot } from 'react-dom/client';
import { Card } from '../../../renderer/canvas/card.tsx';
import type { CardNode } from '../../../renderer/canvas/flow-nodes.ts';
import { benchCards } from './cards.ts';

/** Bare React Flow with our cards, as many as `?n=` says: what the canvas is measured against. */
const count = Number(new URLSearchParams(location.search).get('n') ?? 1000);
const cards = benchCards(count);
const nodes: CardNode[] = cards.map(({ id, x, y }, i) => ({
  id,
  type: 'card',
  position: { x, y },
  width: 224,
  height: 86,
  data: {
    flip: false,
    form: 'card',
    card: {
      id,
      name: id,
      title: 'Convolution',
      line: '3×3, 32',
      family: 'conv',
      kind: 'conv2d',
      volume: '32 × 32 × 32',
      volumeKey: '32,32,32',
      outputPath: '',
      params: 9248,
      operations: 9_437_184,
      share: 1 / count,
      use: 'inference',
      count: 1,
      isBlock: false,
      inside: null,
      errors: 0,
      warnings: 0,
      sources: cards[i - 1]?.id ?? '',
      targets: cards[i + 1]?.id ?? '',
      ports: 'in',
      hasOutput: true,
      change: '',
      changeBy: '',
    },
  },
}));
const edges: Edge[] = cards.slice(1).map(({ id }, i) => ({
  id: `${id}-in`,
  source: cards[i]!.id,
  target: id,
  sourceHandle: 'out',
  targetHandle: 'in',
}));
const nodeTypes = { card: Card };

createRoot(document.getElementById('root')!).render(
  <div style={{ width: '100vw', height: '100vh' }}>
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      minZoom={0.02}
      panOnScroll
      fitView
      onlyRenderVisibleElements
    />
  </div>,
);
