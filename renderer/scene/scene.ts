import type { DocumentNode } from '../../engine/design/document.ts';
import type { Drawing, Place } from './drawing.ts';
import { containerRoom, type Form } from './forms.ts';
import { type Plan, type PlanOptions, planOf } from './plan.ts';
import type { Rect, Route } from './route.ts';
import { wireKey } from './skips.ts';

/** A node as it stands on the canvas. `id` is its expanded path; a repeat that is drawn as one card has the path before the index. */
export interface SceneNode extends Rect {
  readonly id: string;
  readonly place: Place;
  readonly node: DocumentNode;
  readonly index: number | null;
  readonly kind: string;
  readonly count: number;
  readonly form: Form;
  /** Opened in place: it is drawn as a frame around what is inside. */
  readonly open: boolean;
  /** Blocks opened around it. */
  readonly depth: number;
  readonly parent: string | null;
}

export interface SceneWire {
  readonly id: string;
  /** Ids of scene nodes. */
  readonly from: string;
  readonly to: string;
  readonly place: Place;
  /** As the document stores it. */
  readonly node: string;
  readonly port: string;
  readonly index: number;
  readonly source: string;
  readonly route: Route;
  readonly dx: number;
  readonly dy: number;
  readonly skip: boolean;
  readonly identity: boolean;
  readonly flip: boolean;
  /** Between iterations or a frame and its first: it cannot be edited. */
  readonly fixed: boolean;
}

export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly byId: ReadonlyMap<string, SceneNode>;
  readonly wires: readonly SceneWire[];
  readonly bounds: Rect;
  readonly flip: boolean;
}

/** Everything that stands on the canvas of a place, frames before what is inside them. */
export function sceneOf(drawing: Drawing, place: Place, options: PlanOptions): Scene {
  const plan = planOf(drawing, place, options);
  const nodes: SceneNode[] = [];
  const wires: SceneWire[] = [];
  const origin = originOf(place, plan, options);
  add(plan, place, null, origin[0], origin[1], 0);
  const bounds = { x: origin[0], y: origin[1], width: plan.width, height: plan.height };
  return { nodes, byId: new Map(nodes.map((node) => [node.id, node])), wires, bounds, flip: options.flip };

  function add(inner: Plan, at: Place, parent: string | null, dx: number, dy: number, depth: number): void {
    const idOf = (i: number | null): string => (i === null ? (parent ?? '') : at.prefix + inner.items[i]!.step);
    for (const item of inner.items) {
      const id = at.prefix + item.step;
      const { node, index, kind, count, form, width, height } = item;
      const open = item.inner !== null;
      nodes.push({
        id,
        place: at,
        node,
        index,
        kind,
        count,
        form,
        open,
        depth,
        parent,
        x: item.x + dx,
        y: item.y + dy,
        width,
        height,
      });
      if (!item.inner) continue;
      const iterations = node.repeat !== undefined && index === null;
      const inside = iterations ? at : drawing.inside(at, node, index);
      if (!inside) continue;
      const spare = Math.max(0, width - 2 * containerRoom.side - item.inner.width) / 2;
      add(item.inner, inside, id, item.x + dx + containerRoom.side + spare, item.y + dy + containerRoom.top, depth + 1);
    }
    for (const wire of inner.wires) {
      const iterations = wire.source === wire.node;
      const key = iterations ? `${wire.node}#chain#${wire.to ?? 'end'}` : wireKey(wire.node, wire.port, wire.index);
      wires.push({
        id: at.prefix + key,
        from: idOf(wire.from),
        to: idOf(wire.to),
        place: at,
        node: wire.node,
        port: wire.port,
        index: wire.index,
        source: wire.source,
        route: wire.route,
        dx,
        dy,
        skip: wire.skip,
        identity: wire.identity,
        flip: inner.flip,
        fixed: iterations,
      });
    }
  }
}

/** Stored positions keep their coordinates; an automatic layout is centred on the origin across the flow. */
function originOf(place: Place, plan: Plan, { positions, flip }: PlanOptions): readonly [number, number] {
  const stored = positions[place.definition];
  if (stored) {
    for (const item of plan.items) {
      const position = stored[item.step];
      if (position && !item.inner) return [position[0] - item.x, position[1] - item.y];
    }
  }
  return flip ? [0, -plan.height / 2] : [-plan.width / 2, 0];
}
