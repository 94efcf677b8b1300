import { createStore } from 'zustand/vanilla';
import { grow, intersects, union } from '../scene/bounds.ts';
import { type Guide, lineUp } from '../scene/guides.ts';
import type { Rect } from '../scene/route.ts';
import type { SceneNode, SceneWire } from '../scene/scene.ts';
import { type Distance, distancesOf } from '../scene/spacing.ts';
import { dropOnto, fitsOnto } from '../state/drop.ts';
import { commitMove, movedPositions, selected } from '../state/gestures.ts';
import { change, get } from '../state/store.ts';
import { nearestWire } from './nearest-wire.ts';

/**
 * What is shown while nodes are dragged: lines that they stand on, gaps to what is near, and the wire that a drop would
 * put the node onto.
 */
interface Shown {
  readonly guides: readonly Guide[];
  readonly distances: readonly Distance[];
  /** At which this is drawn: labels keep their size on the screen. */
  readonly zoom: number;
  readonly target: SceneWire | null;
}

const nothing: Shown = { guides: [], distances: [], zoom: 1, target: null };

export const nodeDrag = createStore<Shown>(() => nothing);

interface Drag {
  readonly from: SceneNode;
  readonly nodes: readonly SceneNode[];
  readonly box: Rect;
  readonly neighbours: readonly SceneNode[];
}

let drag: Drag | null = null;

/** Pixels within which edges and centres pull. */
const PULL = 6;
/** How far neighbours may stand away. */
const NEAR = 900;
/** The largest gap that is told, in pixels. */
const TOLD = 160;
/** How near the middle of a card must come to a wire to be put onto it. */
const ONTO = 16;

/** Starts with the node under the pointer; the selection comes along where the node belongs to it. */
export function startNodeDrag(id: string): void {
  const { scene, selection } = get();
  const from = scene.byId.get(id);
  if (!from) return;
  const nodes = selected(selection.has(id) ? selection : new Set([id]), true);
  const box = union(nodes);
  if (!box) return;
  const moved = new Set(nodes.map((node) => node.id));
  const neighbours = scene.nodes.filter(
    (node) => node.parent === from.parent && !moved.has(node.id) && intersects(node, grow(box, NEAR)),
  );
  drag = { from, nodes, box, neighbours };
}

/** Where the drag began, of the node under the pointer. */
export const dragOrigin = (): SceneNode | null => drag?.from ?? null;

/** Moves what is dragged by that much of the drawing from where it was, and a little more where that lines it up. */
export function moveNodeDrag(dx: number, dy: number, zoom: number): void {
  if (!drag || (dx === 0 && dy === 0 && !get().moving)) return;
  const { box, nodes, from, neighbours } = drag;
  const there = { ...box, x: box.x + dx, y: box.y + dy };
  const near = neighbours.filter((node) => intersects(node, grow(there, NEAR)));
  const pull = get().settings.snap ? lineUp(there, near, PULL / zoom) : { dx: 0, dy: 0, guides: [] };
  change({ moving: movedPositions(nodes, dx + pull.dx, dy + pull.dy) });
  const middle = [there.x + there.width / 2, there.y + there.height / 2] as const;
  const target = nodes.length === 1 ? nearestWire(get().scene, middle, ONTO, (wire) => fitsOnto(from, wire)) : null;
  const moved = { ...there, x: there.x + pull.dx, y: there.y + pull.dy };
  nodeDrag.setState(
    target
      ? { ...nothing, target }
      : { guides: pull.guides, distances: distancesOf(moved, near, TOLD / zoom), zoom, target: null },
  );
}

/** One step: the move, or the drop onto a wire. */
export function endNodeDrag(): void {
  const { target } = nodeDrag.getState();
  const { moving } = get();
  const from = drag?.from;
  drag = null;
  nodeDrag.setState(nothing);
  if (from && target) dropOnto(from, target);
  else if (moving) commitMove(moving);
}
