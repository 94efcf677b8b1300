import type { DocumentNode } from '../../engine/design/document.ts';
import type { Drawing, Place } from './drawing.ts';
import { containerRoom, type Form, formOf, gaps, sizeOfForm, sizes } from './forms.ts';
import { gridOf } from './grid.ts';
import { layered } from './layered.ts';
import { type Positions, placeStored } from './placement.ts';
import type { Point, Rect, Route } from './route.ts';
import { routeWires } from './route-wires.ts';
import { skipWires, wireKey } from './skips.ts';

/**
 * What stands in a definition: a card, or a block opened in place. Coordinates are relative to the plan's own corner.
 */
export interface PlanItem extends Rect {
  /** Path from the place that the plan is of: `conv1`, `block/3`. */
  readonly step: string;
  readonly node: DocumentNode;
  /** Of one iteration of a repeat that stands on its own. */
  readonly index: number | null;
  readonly kind: string;
  /** Layers or instances that it stands for; 0 for what is switched off. */
  readonly count: number;
  readonly form: Form;
  readonly inner: Plan | null;
}

/** `from` and `to` are indices of items; null is the edge of the plan's container. */
export interface PlanWire {
  readonly from: number | null;
  readonly to: number | null;
  readonly node: string;
  readonly port: string;
  readonly index: number;
  readonly source: string;
  readonly route: Route;
  readonly skip: boolean;
  /** A skip that carries its source on as it is. */
  readonly identity: boolean;
}

/** A definition laid out, with what is opened inside. Equal drawings share one plan, wherever they stand. */
export interface Plan {
  readonly id: number;
  readonly items: readonly PlanItem[];
  readonly wires: readonly PlanWire[];
  readonly width: number;
  readonly height: number;
  /** Left-right: routes are in a frame with swapped axes. */
  readonly flip: boolean;
}

export interface PlanOptions {
  readonly flip: boolean;
  /** Paths of the blocks that are opened in place. */
  readonly expanded: ReadonlySet<string>;
  /** Stored positions by definition; a definition without any is laid out. */
  readonly positions: Readonly<Record<string, Positions>>;
}

type Unplaced = Omit<PlanItem, 'x' | 'y'>;

const at = (item: Unplaced, x: number, y: number): PlanItem => ({ ...item, x, y });

let plans = 0;
const numbers = new WeakMap<object, number>();
let numbered = 0;

function numberOf(object: object): number {
  let number = numbers.get(object);
  if (number === undefined) numbers.set(object, (number = ++numbered));
  return number;
}

const MOST_REMEMBERED = 64;
/** By the nodes that are laid out, or the node whose iterations are. */
const memo = new WeakMap<object, Map<string, Plan>>();

/** The plan of these items that was made before, wherever that was, or else a new one. */
function remembered(owner: object, key: string, items: readonly Unplaced[], make: () => Plan): Plan {
  const plansOf = memo.get(owner) ?? new Map<string, Plan>();
  const full = `${key}|${items
    .map(({ form, inner, count }) => (inner ? inner.id : `${form[0]}${count === 0 ? '-' : ''}`))
    .join()}`;
  const before = plansOf.get(full);
  // The plan's items may differ in what does not show in the key: kinds and counts.
  if (before?.items.every((item, i) => item.kind === items[i]!.kind && item.count === items[i]!.count)) return before;
  const plan = make();
  if (plansOf.size > MOST_REMEMBERED) plansOf.clear();
  plansOf.set(full, plan);
  memo.set(owner, plansOf);
  return plan;
}

/** What a place's plan follows from, and the plan. */
interface Last extends PlanOptions {
  readonly blocks: object;
  readonly params: object;
  readonly plan: Plan;
}

const lasts = new WeakMap<Place, Last>();
/**
 * The same of places with nothing opened inside, by what they are the inside of: iterations with equal arguments share
 * their parameters.
 */
const closed = new WeakMap<object, Map<Place['nodes'], Last>>();

const opened = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

/** Prefixes of the places in which something is opened, at any depth. */
function openPrefixes(expanded: ReadonlySet<string>): ReadonlySet<string> {
  const known = opened.get(expanded);
  if (known) return known;
  const prefixes = new Set(['']);
  for (const path of expanded)
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      prefixes.add(path.slice(0, end + 1));
  opened.set(expanded, prefixes);
  return prefixes;
}

/** Lays a place out. Remembered by its nodes, sizes, positions and opened insides: an edit costs what it touches. */
export function planOf(drawing: Drawing, place: Place, options: PlanOptions): Plan {
  const { flip, expanded, positions } = options;
  const { blocks } = drawing.document;
  const params = drawing.params(place);
  const isClosed = !openPrefixes(expanded).has(place.prefix);
  const last = isClosed ? closed.get(params)?.get(place.nodes) : lasts.get(place);
  if (
    last &&
    last.blocks === blocks &&
    last.params === params &&
    last.flip === flip &&
    (isClosed || last.expanded === expanded) &&
    last.positions === positions
  )
    return last.plan;
  const items = place.nodes.map((node) => itemOf(drawing, place, node, options));
  const stored = positions[place.definition];
  const key = `${flip ? 'r' : 'd'}${stored ? numberOf(stored) : ''}`;
  const plan = remembered(place.nodes, key, items, () => layOut(place, items, stored, flip));
  const made = { flip, expanded, positions, blocks, params, plan };
  if (!isClosed) lasts.set(place, made);
  else closed.set(params, (closed.get(params) ?? new Map<Place['nodes'], Last>()).set(place.nodes, made));
  return plan;
}

function itemOf(drawing: Drawing, place: Place, node: DocumentNode, options: PlanOptions): Unplaced {
  const count = drawing.count(place, node);
  const kind = drawing.kind(place, node);
  const form = formOf(kind, count > 0);
  const path = place.prefix + node.id;
  const open = count > 0 && options.expanded.has(path);
  const inner = open ? insideOf(drawing, place, node, count, options) : null;
  return { step: node.id, node, index: null, kind, count, form, inner, ...sizeOf(form, kind, inner, options.flip) };
}

function sizeOf(
  form: Form,
  kind: string,
  inner: Plan | null,
  flip: boolean,
): { readonly width: number; readonly height: number } {
  if (!inner) return flip && form === 'pill' ? { width: 80, height: sizes.pill.height } : sizeOfForm(form, kind);
  return {
    // Even, so that its middle is a whole pixel.
    width: 2 * Math.ceil(Math.max(inner.width, 240) / 2) + 2 * containerRoom.side,
    height: inner.height + containerRoom.top + containerRoom.bottom,
  };
}

/** A repeated node opens to its iterations, a block to its nodes. */
function insideOf(
  drawing: Drawing,
  place: Place,
  node: DocumentNode,
  count: number,
  options: PlanOptions,
): Plan | null {
  if (node.repeat !== undefined) return iterationsOf(drawing, place, node, count, options);
  const inside = drawing.inside(place, node, null);
  return inside && planOf(drawing, inside, options);
}

function iterationsOf(drawing: Drawing, place: Place, node: DocumentNode, count: number, options: PlanOptions): Plan {
  const items = Array.from({ length: Math.min(count, 1500) }, (_, index): Unplaced => {
    const step = `${node.id}/${index}`;
    const kind = drawing.kind(place, node, index);
    const form = formOf(kind, true);
    const inside = options.expanded.has(place.prefix + step) ? drawing.inside(place, node, index) : null;
    const inner = inside && planOf(drawing, inside, options);
    return { step, node, index, kind, count: 1, form, inner, ...sizeOf(form, kind, inner, options.flip) };
  });
  return remembered(node, options.flip ? 'r' : 'd', items, () => inGrid(node, items, options.flip));
}

function inGrid(node: DocumentNode, items: readonly Unplaced[], flip: boolean): Plan {
  const placed = gridOf(items, gaps, flip).map(([x, y], i) => at(items[i]!, x, y));
  const port = Object.keys(node.inputs ?? {})[0] ?? 'in';
  const ends = [...placed.keys(), null].map((to, i) => ({
    from: i === 0 ? null : i - 1,
    to,
    node: node.id,
    port,
    index: 0,
    source: node.id,
    skip: false,
    identity: false,
  }));
  return finish(placed, ends, flip);
}

function layOut(place: Place, items: readonly Unplaced[], positions: Positions | undefined, flip: boolean): Plan {
  const { nodes } = place;
  const indexOf = new Map(nodes.map((node, i) => [node.id, i]));
  const skips = skipWires(nodes);
  const wires = nodes.flatMap((node, to) =>
    Object.entries(node.inputs ?? {}).flatMap(([port, sources]) =>
      sources.flatMap((source, index) => {
        const from = indexOf.get(source);
        if (from === undefined) return [];
        const skip = skips.has(wireKey(node.id, port, index));
        const identity = skip && node.kind !== 'shortcut' && nodes[from]!.kind !== 'shortcut';
        return [{ from, to, node: node.id, port, index, source, skip, identity }];
      }),
    ),
  );
  const automatic = (): readonly Point[] => {
    const boxes = items.map(({ width, height }) => (flip ? { width: height, height: width } : { width, height }));
    const gap = flip ? { rank: 44, node: 26 } : gaps;
    const corners = layered(
      boxes,
      wires.map(({ from, to, skip }) => ({ from, to, light: skip })),
      gap,
    );
    return flip ? corners.map(([x, y]) => [y, x] as const) : corners;
  };
  const corners = positions && Object.keys(positions).length > 0 ? placeStored(items, positions, flip) : automatic();
  const placed = corners.map(([x, y], i) => at(items[i]!, x, y));
  return finish(placed, wires, flip);
}

/** Moves everything to the plan's corner and routes the wires. */
function finish(items: readonly PlanItem[], wires: readonly Omit<PlanWire, 'route'>[], flip: boolean): Plan {
  const left = items.reduce((least, { x }) => Math.min(least, x), items.length > 0 ? Number.POSITIVE_INFINITY : 0);
  const top = items.reduce((least, { y }) => Math.min(least, y), items.length > 0 ? Number.POSITIVE_INFINITY : 0);
  const moved = items.map((item) => at(item, item.x - left, item.y - top));
  const width = moved.reduce((most, item) => Math.max(most, item.x + item.width), 0);
  const height = moved.reduce((most, item) => Math.max(most, item.y + item.height), 0);
  const routed = routeWires(moved, wires, width, height, flip);
  return { id: ++plans, items: moved, wires: routed, width, height, flip };
}
