import type { ELK, ElkNode } from 'elkjs/lib/elk-api.js';
import { moveNodes } from '../../engine/design/edits/nodes.ts';
import { viewport } from '../canvas/viewport.ts';
import { text } from '../language/text.ts';
import { union } from '../scene/bounds.ts';
import { formOf, sizeOfForm, sizes } from '../scene/forms.ts';
import type { Point } from '../scene/route.ts';
import type { SceneNode } from '../scene/scene.ts';
import { byDefinition, closedPositions, scopePlace, selected } from './gestures.ts';
import { edit, get } from './store.ts';

let elk: Promise<ELK> | null = null;

/**
 * The layout engine is large and slow for large drawings: it is loaded when it is first needed and runs in a worker.
 */
function layoutEngine(): Promise<ELK> {
  elk ??= Promise.all([import('elkjs/lib/elk-api.js'), import('elkjs/lib/elk-worker.min.js?worker')]).then(
    ([{ default: Elk }, { default: ElkWorker }]) => new Elk({ workerFactory: () => new ElkWorker() }),
  );
  return elk;
}

/** Lays out what is selected, or everything; the rest stays where it is. One step, once the worker answers. */
export async function layOutAll(): Promise<void> {
  const state = get();
  const chosen = selected(state.selection, true);
  const place = chosen.length > 1 ? chosen[0]!.place : scopePlace();
  const some = chosen.length > 1 ? new Set(byDefinition(chosen)[0]![1].map(({ node }) => node.id)) : null;
  const nodes = place.nodes.filter(({ id }) => some?.has(id) ?? true);
  const ids = new Set(nodes.map(({ id }) => id));
  const flip = state.settings.direction === 'right';
  const graph: ElkNode = {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': flip ? 'RIGHT' : 'DOWN',
      'elk.layered.spacing.nodeNodeBetweenLayers': flip ? '48' : '36',
      'elk.spacing.nodeNode': '30',
      'elk.spacing.edgeNode': '24',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    },
    children: nodes.map((node) => {
      const kind = state.model.drawing.kind(place, node);
      return { id: node.id, ...sizeOfForm(formOf(kind, state.model.drawing.count(place, node) > 0), kind) };
    }),
    edges: nodes.flatMap((node) =>
      Object.values(node.inputs ?? {})
        .flat()
        .flatMap((source, i) =>
          ids.has(source) ? [{ id: `${node.id}#${i}#${source}`, sources: [source], targets: [node.id] }] : [],
        ),
    ),
  };
  const laid = await (await layoutEngine()).layout(graph);
  if (get().history.document !== state.history.document) return;
  const closed = closedPositions(place);
  const before = union(nodes.flatMap((node) => boxOf(closed, node.id)));
  const after = union(
    (laid.children ?? []).map(({ x = 0, y = 0, width = 0, height = 0 }) => ({ x, y, width, height })),
  );
  if (!before || !after) return;
  const dx = before.x + before.width / 2 - after.x - after.width / 2;
  const dy = some ? before.y - after.y : before.y - after.y;
  const moved: Record<string, Point> = { ...closed };
  for (const { id, x = 0, y = 0 } of laid.children ?? []) moved[id] = [Math.round(x + dx), Math.round(y + dy)];
  edit(text('did.layout'), moveNodes(place.definition, moved));
  const around: readonly SceneNode[] = get().scene.nodes.filter(
    ({ node, place: at }) => at.prefix === place.prefix && ids.has(node.id),
  );
  const seen = union(around);
  if (seen) viewport()?.fit(seen, { most: 1 });
}

function boxOf(
  closed: Readonly<Record<string, Point>>,
  id: string,
): readonly { readonly x: number; readonly y: number; readonly width: number; readonly height: number }[] {
  const corner = closed[id];
  return corner ? [{ x: corner[0], y: corner[1], ...sizes.card }] : [];
}
