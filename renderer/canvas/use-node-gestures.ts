import type { NodeChange, OnConnectEnd, ReactFlowInstance } from '@xyflow/react';
import { useCallback, useRef } from 'react';
import type { Point } from '../scene/route.ts';
import type { SceneNode } from '../scene/scene.ts';
import { commitMove, connectNodes, firstOpenPort, movedPositions, refusal, selected } from '../state/gestures.ts';
import { change, get } from '../state/store.ts';
import type { CardNode } from './flow-nodes.ts';
import type { QuickAddRequest } from './quick-add.tsx';

interface Drag {
  readonly start: ReadonlyMap<string, Point>;
  readonly nodes: readonly SceneNode[];
}

/** Selecting, dragging and connecting cards, as React Flow reports them. */
export function useNodeGestures(flow: ReactFlowInstance<CardNode>, setQuick: (request: QuickAddRequest) => void) {
  const drag = useRef<Drag | null>(null);

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
        change({ moving: movedPositions(drag.current?.nodes ?? [], dx, dy) });
        break;
      }
    }
    if (changed) change({ selection: picked, wire: picked.size > 0 ? null : get().wire });
  }, []);

  const onNodeDragStart = useCallback((_: unknown, node: CardNode) => {
    const { scene: now, selection: picked } = get();
    const ids = picked.has(node.id) ? picked : new Set([node.id]);
    drag.current = {
      start: new Map(now.nodes.map(({ id, x, y }) => [id, [x, y] as const])),
      nodes: selected(ids, true),
    };
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
    [flow, setQuick],
  );

  return { onNodesChange, onNodeDragStart, onNodeDragStop, onSelectionDragStop: onNodeDragStop, onConnectEnd };
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
