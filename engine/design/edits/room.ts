import { type DocumentDraft, findNode, type NodeDraft } from './edit.ts';

type Corner = readonly [x: number, y: number];

export interface CardSize {
  readonly width: number;
  readonly height: number;
}

/**
 * How the nodes of a drawing lie: how large each closed card is, and whether the drawing runs to the right instead of
 * down.
 */
export interface Room {
  readonly flip: boolean;
  readonly sizeOf: (node: { readonly id: string; readonly kind: string }) => CardSize;
}

/** A card, in units of the drawing. */
export const card: CardSize = { width: 224, height: 86 };

/** Without a window every node counts as a whole card, in a drawing that runs down. */
export const wholeCards: Room = { flip: false, sizeOf: () => card };

/** Between a card and the next one along the flow, and between cards beside each other. */
const GAP = 34;
const BESIDE = 30;
/** Nearer than this, cards touch. */
const APART = 8;
const MOST_TRIES = 60;

interface Rect extends CardSize {
  readonly x: number;
  readonly y: number;
}

const meet = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width + APART &&
  a.x + a.width > b.x - APART &&
  a.y < b.y + b.height + APART &&
  a.y + a.height > b.y - APART;

/**
 * By how much all of `moved` must be shifted together, from `start` on and across the flow, so that none lies on one
 * of `taken`.
 */
function clearShift(moved: readonly Rect[], taken: readonly Rect[], flip: boolean, start: Corner): Corner {
  const step = flip ? card.height / 2 : card.width / 4;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const [dx, dy] = flip ? [start[0], start[1] + tries * step] : [start[0] + tries * step, start[1]];
    const there = moved.map((rect) => ({ ...rect, x: rect.x + dx, y: rect.y + dy }));
    if (!there.some((rect) => taken.some((other) => meet(rect, other)))) return [dx, dy];
  }
  return start;
}

/** Cards of a definition that have a place of their own. */
function rectsOf(draft: DocumentDraft, definition: string, nodes: readonly NodeDraft[], room: Room): Map<string, Rect> {
  const positions = draft.view?.positions[definition] ?? {};
  return new Map(
    nodes.flatMap((node) => {
      const at = Object.hasOwn(positions, node.id) ? positions[node.id] : undefined;
      return at ? [[node.id, { x: at[0], y: at[1], ...room.sizeOf(node) }] as const] : [];
    }),
  );
}

/**
 * Moves the nodes that were just added, together, to where they lie on no other: from where they are on, or beside
 * `original`, which they are copies of.
 */
export function standClear(
  draft: DocumentDraft,
  definition: string,
  nodes: readonly NodeDraft[],
  added: readonly string[],
  room: Room,
  beside = false,
): void {
  const rects = rectsOf(draft, definition, nodes, room);
  const moved = added.flatMap((id) => rects.get(id) ?? []);
  if (moved.length === 0) return;
  const taken = [...rects].flatMap(([id, rect]) => (added.includes(id) ? [] : [rect]));
  const [low, high] = room.flip
    ? [Math.min(...moved.map(({ y }) => y)), Math.max(...moved.map(({ y, height }) => y + height))]
    : [Math.min(...moved.map(({ x }) => x)), Math.max(...moved.map(({ x, width }) => x + width))];
  const away = beside ? high - low + BESIDE : 0;
  const [dx, dy] = clearShift(moved, taken, room.flip, room.flip ? [0, away] : [away, 0]);
  const positions = draft.view!.positions[definition]!;
  for (const id of added) {
    const at = positions[id];
    if (at) positions[id] = [Math.round(at[0] + dx), Math.round(at[1] + dy)];
  }
}

/**
 * Gives a new node its place behind `source`, in front of `target` where it stands on that wire. What lies behind it
 * makes room, as much
 * as is missing; on a wire that leads past others it stands beside those, and nothing moves.
 */
export function standBehind(
  draft: DocumentDraft,
  definition: string,
  nodes: readonly NodeDraft[],
  source: string,
  id: string,
  target: string | null,
  room: Room,
): void {
  const positions = draft.view?.positions[definition];
  const rects = rectsOf(draft, definition, nodes, room);
  const made = findNode(nodes, id);
  const from = rects.get(source);
  if (!positions || !made || !from) return;
  rects.delete(id);
  const size = room.sizeOf(made);
  // Along the flow, then across it.
  const [along, length, across, breadth] = room.flip
    ? (['x', 'width', 'y', 'height'] as const)
    : (['y', 'height', 'x', 'width'] as const);
  const column = from[across] + (from[breadth] - size[breadth]) / 2;
  const end = from[along] + from[length];
  const put = (at: number, beside: number): void => {
    positions[id] = room.flip ? [Math.round(at), Math.round(beside)] : [Math.round(beside), Math.round(at)];
  };
  const rectAt = (at: number, beside: number): Rect =>
    room.flip ? { x: at, y: beside, ...size } : { x: beside, y: at, ...size };
  const to = target === null ? undefined : rects.get(target);
  const others = [...rects].filter(([other]) => other !== source && other !== target).map(([, rect]) => rect);
  const inColumn = (rect: Rect): boolean =>
    rect[across] < column + size[breadth] && rect[across] + rect[breadth] > column && rect[along] > from[along] + APART;
  const passes = to ? others.some((rect) => inColumn(rect) && rect[along] < to[along]) : false;
  if (to && passes) {
    const middle = (end + to[along] - size[length]) / 2;
    const spot = rectAt(middle, column);
    const [dx, dy] = clearShift([spot], [...rects.values()], room.flip, [0, 0]);
    positions[id] = [Math.round(spot.x + dx), Math.round(spot.y + dy)];
    return;
  }
  const next = Math.min(
    ...(to && to[along] > from[along] + APART ? [to[along]] : []),
    ...others.filter(inColumn).map((rect) => rect[along]),
  );
  const middle = (end + next - size[length]) / 2;
  const start = to && Number.isFinite(next) ? Math.max(end + GAP, middle) : end + GAP;
  const missing = next - (start + size[length] + GAP);
  if (missing < 0) {
    const place = end + GAP;
    const by = place + size[length] + GAP - next;
    const [dx, dy] = room.flip ? [by, 0] : [0, by];
    for (const [other, rect] of rects) {
      if (other === source || rect[along] <= from[along] + APART) continue;
      const at = positions[other]!;
      positions[other] = [Math.round(at[0] + dx), Math.round(at[1] + dy)];
    }
    put(place, column);
    return;
  }
  put(start, column);
}
