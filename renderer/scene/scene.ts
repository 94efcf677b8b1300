import type { DocumentNode } from '../../engine/design/document.ts';
import type { Drawing, Place } from './drawing.ts';
import { containerRoom, type Form } from './forms.ts';
import { type Plan, type PlanItem, type PlanOptions, type PlanWire, planOf } from './plan.ts';
import type { Rect, Route } from './route.ts';
import { wireKey } from './skips.ts';

/**
 * A node as it stands on the canvas. `id` is its expanded path; a repeat that is drawn as one card has the path before
 * the index.
 */
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
  /** By the frame that they stand in, handed on from scene to scene. */
  readonly parts: Map<string, Part>;
}

/**
 * What a plan puts on the canvas at a place, with everything inside. It stands as long as all that it is made of does.
 */
interface Part {
  readonly plan: Plan;
  readonly place: Place;
  readonly dx: number;
  readonly dy: number;
  readonly depth: number;
  readonly nodes: readonly SceneNode[];
  readonly wires: readonly SceneWire[];
}

/**
 * Everything that stands on the canvas of a place, frames before what is inside them. Nodes and wires that are as they
 * were `before` stay the same objects; where all are, so does the scene.
 */
export function sceneOf(drawing: Drawing, place: Place, options: PlanOptions, before: Scene | null = null): Scene {
  const plan = planOf(drawing, place, options);
  const [x, y] = originOf(place, plan, options);
  const parts = before ? before.parts : new Map<string, Part>();
  const known = parts.get('');
  const part = partOf({ drawing, parts }, plan, place, null, x, y, 0);
  if (before && part === known) return before;
  const { nodes, wires } = part;
  const bounds = { x, y, width: plan.width, height: plan.height };
  return { nodes, byId: new Map(nodes.map((node) => [node.id, node])), wires, bounds, flip: options.flip, parts };
}

interface Making {
  readonly drawing: Drawing;
  readonly parts: Map<string, Part>;
}

/** `parent` is the frame that the plan stands in. */
function partOf(
  making: Making,
  plan: Plan,
  place: Place,
  parent: string | null,
  dx: number,
  dy: number,
  depth: number,
): Part {
  const known = making.parts.get(parent ?? '');
  if (
    known &&
    known.plan === plan &&
    known.place === place &&
    known.dx === dx &&
    known.dy === dy &&
    known.depth === depth
  )
    return known;
  const nodes: SceneNode[] = [];
  const insides: Part[] = [];
  for (const item of plan.items) {
    const { step, node, index, kind, count, form, inner, width, height } = item;
    const id = place.prefix + step;
    const [x, y] = [item.x + dx, item.y + dy];
    nodes.push({ id, place, node, index, kind, count, form, open: inner !== null, depth, parent, x, y, width, height });
    if (!inner) continue;
    const iterations = node.repeat !== undefined && index === null;
    const inside = iterations ? place : making.drawing.inside(place, node, index);
    if (!inside) continue;
    const spare = Math.max(0, width - 2 * containerRoom.side - inner.width) / 2;
    const corner = [x + containerRoom.side + spare, y + containerRoom.top] as const;
    const part = partOf(making, inner, inside, id, ...corner, depth + 1);
    for (const found of part.nodes) nodes.push(found);
    insides.push(part);
  }
  const wires = plan.wires.map((wire) => wireOf(plan, wire, place, parent, dx, dy));
  for (const part of insides) for (const wire of part.wires) wires.push(wire);
  const part = { plan, place, dx, dy, depth, nodes, wires };
  making.parts.set(parent ?? '', part);
  return part;
}

function wireOf(plan: Plan, wire: PlanWire, place: Place, parent: string | null, dx: number, dy: number): SceneWire {
  const idOf = (i: number | null): string => (i === null ? (parent ?? '') : place.prefix + plan.items[i]!.step);
  const { from, to, node, port, index, source, route, skip, identity } = wire;
  const fixed = source === node;
  const key = fixed ? `${node}#chain#${to ?? 'end'}` : wireKey(node, port, index);
  return {
    id: place.prefix + key,
    from: idOf(from),
    to: idOf(to),
    place,
    node,
    port,
    index,
    source,
    route,
    dx,
    dy,
    skip,
    identity,
    flip: plan.flip,
    fixed,
  };
}

/**
 * Stored positions keep their coordinates; an automatic layout has its beginning, and so its trunk, on the origin
 * across the flow: what is put beside the trunk, or is wider in it, leaves it where it is.
 */
export function originOf(
  place: Place,
  plan: Plan,
  { positions, flip }: Pick<PlanOptions, 'positions' | 'flip'>,
): readonly [number, number] {
  const stored = positions[place.definition];
  if (stored) {
    for (const item of plan.items) {
      const position = stored[item.step];
      if (position && !item.inner) return [position[0] - item.x, position[1] - item.y];
    }
  }
  const [along, across] = flip ? (['x', 'y'] as const) : (['y', 'x'] as const);
  const first = plan.items.reduce<PlanItem | null>((least, i) => (least && least[along] <= i[along] ? least : i), null);
  const middle = first ? first[across] + (flip ? first.height : first.width) / 2 : 0;
  return flip ? [0, -middle] : [-middle, 0];
}
