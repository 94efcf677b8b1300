import type { NodeChange, OnConnectEnd, ReactFlowInstance } from '@xyflow/react';
import { useCallback } from 'react';
import { connectNodes, firstOpenPort, refusal } from '../state/gestures.ts';
import { change, get } from '../state/store.ts';
import type { CardNode } from './flow-nodes.ts';
import { dragOrigin, endNodeDrag, moveNodeDrag, startNodeDrag } from './node-drag.ts';
import type { QuickAddRequest } from './quick-add.tsx';

/** Selecting, dragging and connecting cards, as React Flow reports them. */
export function useNodeGestures(flow: ReactFlowInstance<CardNode>, setQuick: (request: QuickAddRequest) => void) {
  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      const picked = new Set(get().selection);
      let changed = false;
      for (const found of changes) {
        if (found.type === 'select') {
          changed = true;
          if (found.selected) picked.add(found.id);
          else picked.delete(found.id);
        }
        if (found.type === 'position' && found.dragging && found.position) {
          const from = dragOrigin();
          if (found.id !== from?.id) continue;
          moveNodeDrag(found.position.x - from.x, found.position.y - from.y, flow.getZoom());
          break;
        }
      }
      if (changed) change({ selection: picked, wire: picked.size > 0 ? null : get().wire });
    },
    [flow],
  );

  const onNodeDragStart = useCallback((_: unknown, node: CardNode) => startNodeDrag(node.id), []);

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
    [flow, setQuick],
  );

  return {
    onNodesChange,
    onNodeDragStart,
    onNodeDragStop: endNodeDrag,
    onSelectionDragStop: endNodeDrag,
    onConnectEnd,
  };
}

/** Whether a wire may end there; `refusal` says why not. */
export function valid({
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
