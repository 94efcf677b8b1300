import { union } from './bounds.ts';
import type { Point, Rect } from './route.ts';
import type { SceneNode, SceneWire } from './scene.ts';

/** What is drawn: cards, wires, and other rectangles (groups, notes) that go where the cards beside them go. */
export interface Drawn {
  readonly nodes: readonly SceneNode[];
  readonly wires: readonly SceneWire[];
  readonly marks: readonly Rect[];
  /** The flow goes from left to right; columns are rows then. */
  readonly flip: boolean;
}

/** A wire between two columns, by its corners. */
export interface Link {
  readonly wire: SceneWire;
  readonly corners: readonly Point[];
}

export interface Columns {
  readonly nodes: readonly SceneNode[];
  /** Of one column each. */
  readonly wires: readonly SceneWire[];
  readonly links: readonly Link[];
  /** How far each mark went. */
  readonly moved: readonly Point[];
  readonly bounds: Rect;
}

/** Between two columns, where their wires run; and from a card to where its wire turns. */
const GUTTER = 64;
const TURN = 13;
const LANE = 7;
const MOST = 16;

/** From here on all is in a frame whose flow goes down. */
interface Piece extends Rect {
  readonly roots: readonly number[];
}

/**
 * A long drawing in columns side by side, as many as make it largest in a box: cut between its cards, from top to
 * bottom, then from left to right. In one column where that is as large.
 */
export function inColumns(drawn: Drawn, box: { readonly width: number; readonly height: number }): Columns {
  const { flip } = drawn;
  const rootOf = roots(drawn.nodes);
  const tops = drawn.nodes.filter(({ id }) => rootOf.get(id) === id);
  const rects = [...tops, ...drawn.marks].map((rect) => turned(rect, flip));
  const room = flip ? { width: box.height, height: box.width } : box;
  const columns = bestOf(piecesOf(rects), room);
  const column = new Map<number, number>();
  const offsets = rects.map((): Point => [0, 0]);
  let left = 0;
  for (const [i, pieces] of columns.entries()) {
    const bounds = union(pieces)!;
    for (const root of pieces.flatMap((piece) => piece.roots)) {
      column.set(root, i);
      // One column stands where the drawing does.
      if (columns.length > 1) offsets[root] = [left - bounds.x, -bounds.y];
    }
    left += bounds.width + GUTTER;
  }
  const indexOf = new Map(tops.map(({ id }, i) => [id, i]));
  const at = (id: string): number => indexOf.get(rootOf.get(id) ?? '') ?? 0;
  const shift = (i: number): Point => (flip ? [offsets[i]![1], offsets[i]![0]] : offsets[i]!);
  const nodes = drawn.nodes.map((node) => {
    const [dx, dy] = shift(at(node.id));
    return { ...node, x: node.x + dx, y: node.y + dy };
  });
  const lefts = columns.map((pieces, i) => {
    const root = pieces[0]!.roots[0]!;
    return { x: union(pieces)!.x + offsets[root]![0], i };
  });
  const wires: SceneWire[] = [];
  const links: Link[] = [];
  const lanes = new Map<number, number>();
  for (const wire of drawn.wires) {
    const [from, to] = [at(wire.from), at(wire.to)];
    const [a, b] = [column.get(from)!, column.get(to)!];
    const [dx, dy] = shift(from);
    if (a === b) {
      wires.push({ ...wire, dx: wire.dx + dx, dy: wire.dy + dy });
      continue;
    }
    const [start, end] = endsOf(wire);
    const lane = (gap: number): number => {
      const used = lanes.get(gap) ?? 0;
      lanes.set(gap, used + 1);
      return lefts[gap]!.x - GUTTER / 2 + (used % 5) * LANE - LANE;
    };
    const first = moved(start, offsets[from]!);
    const last = moved(end, offsets[to]!);
    const out = lane(Math.max(1, a < b ? a + 1 : a));
    const across = b === a + 1 ? [] : [[out, -2 * TURN] as const, [lane(Math.max(1, b)), -2 * TURN] as const];
    const into = across.at(-1)?.[0] ?? out;
    const corners: readonly Point[] = [
      first,
      [first[0], first[1] + TURN],
      [out, first[1] + TURN],
      ...across,
      [into, last[1] - TURN],
      [last[0], last[1] - TURN],
      last,
    ];
    links.push({ wire, corners: corners.map(([x, y]): Point => (flip ? [y, x] : [x, y])) });
  }
  const marks = drawn.marks.map((_, i) => shift(tops.length + i));
  const standing = [
    ...nodes,
    ...drawn.marks.map((mark, i) => ({ ...mark, x: mark.x + marks[i]![0], y: mark.y + marks[i]![1] })),
  ];
  const around = union([
    ...standing,
    ...links.flatMap(({ corners }) => corners.map(([x, y]) => ({ x, y, width: 0, height: 0 }))),
  ]);
  return { nodes, wires, links, moved: marks, bounds: around ?? { x: 0, y: 0, width: 1, height: 1 } };
}

const moved = ([x, y]: Point, [dx, dy]: Point): Point => [x + dx, y + dy];

const turned = (rect: Rect, flip: boolean): Rect =>
  flip ? { x: rect.y, y: rect.x, width: rect.height, height: rect.width } : rect;

/** Of each node the outermost one of those that are drawn around it. */
function roots(nodes: readonly SceneNode[]): ReadonlyMap<string, string> {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const rootOf = (node: SceneNode): string => {
    const parent = node.parent === null ? undefined : known.get(node.parent);
    return parent ? rootOf(parent) : node.id;
  };
  return new Map(nodes.map((node) => [node.id, rootOf(node)]));
}

/** Where a wire leaves and enters, in the frame whose flow goes down. */
function endsOf({ route, dx, dy, flip }: SceneWire): readonly [Point, Point] {
  const [, , , , x, y] = route.curves.at(-1)!;
  const by: Point = flip ? [dy, dx] : [dx, dy];
  return [moved(route.start, by), moved([x, y], by)];
}

/** What no cut goes through, from top to bottom. */
function piecesOf(rects: readonly Rect[]): readonly Piece[] {
  const order = rects.map((rect, i) => ({ rect, i })).sort((a, b) => a.rect.y - b.rect.y);
  const pieces: { rects: Rect[]; roots: number[]; bottom: number }[] = [];
  for (const { rect, i } of order) {
    const last = pieces.at(-1);
    const bottom = rect.y + rect.height;
    if (!last || rect.y >= last.bottom) pieces.push({ rects: [rect], roots: [i], bottom });
    else {
      last.rects.push(rect);
      last.roots.push(i);
      last.bottom = Math.max(last.bottom, bottom);
    }
  }
  return pieces.map((piece) => Object.assign({ roots: piece.roots }, union(piece.rects)!));
}

function bestOf(pieces: readonly Piece[], box: { width: number; height: number }): readonly (readonly Piece[])[] {
  let best: readonly (readonly Piece[])[] = pieces.length === 0 ? [] : [pieces];
  let largest = 0;
  for (let count = 1; count <= Math.min(MOST, pieces.length); count++) {
    const columns = evenly(pieces, count);
    const rects = columns.map((column) => union(column)!);
    const width = rects.reduce((sum, rect) => sum + rect.width, GUTTER * (rects.length - 1));
    const height = Math.max(...rects.map((rect) => rect.height));
    const scale = Math.min(box.width / width, box.height / height);
    if (scale > largest * 1.02) [best, largest] = [columns, scale];
  }
  return best;
}

/** At most so many columns, the tallest as low as can be. */
function evenly(pieces: readonly Piece[], count: number): readonly (readonly Piece[])[] {
  const fill = (most: number): Piece[][] => {
    const columns: Piece[][] = [];
    for (const piece of pieces) {
      const column = columns.at(-1);
      if (column && piece.y + piece.height - column[0]!.y <= most) column.push(piece);
      else columns.push([piece]);
    }
    return columns;
  };
  const first = pieces[0]!;
  const last = pieces.at(-1)!;
  let [low, high] = [Math.max(...pieces.map(({ height }) => height)), last.y + last.height - first.y];
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (fill(middle).length <= count) high = middle;
    else low = middle;
  }
  return fill(high);
}

/** A line through corners, each rounded, as SVG path data. */
export function cornered(corners: readonly Point[], radius = 9): string {
  const [first, ...rest] = corners;
  const parts = [`M${first!.join(' ')}`];
  let before = first!;
  for (const [i, corner] of rest.entries()) {
    const next = rest[i + 1];
    if (!next) {
      parts.push(`L${corner.join(' ')}`);
      break;
    }
    const [into, out] = [toward(corner, before, radius), toward(corner, next, radius)];
    parts.push(`L${into.join(' ')}Q${corner.join(' ')} ${out.join(' ')}`);
    before = corner;
  }
  return parts.join('');
}

/** So far from `from` on the way to `to`, half of the way at most. */
function toward([x, y]: Point, [tx, ty]: Point, far: number): Point {
  const length = Math.hypot(tx - x, ty - y);
  if (length === 0) return [x, y];
  const part = Math.min(far, length / 2) / length;
  return [round(x + (tx - x) * part), round(y + (ty - y) * part)];
}

const round = (n: number): number => Math.round(n * 10) / 10;
