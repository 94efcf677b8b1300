import { sizeOfForm } from './forms.ts';
import type { Point } from './route.ts';

export type Positions = Readonly<Record<string, Point>>;

interface Unplaced {
  readonly step: string;
  readonly width: number;
  readonly height: number;
  readonly form: 'card' | 'slim' | 'pill';
  readonly inner: object | null;
  readonly kind: string;
  readonly node: { readonly inputs?: Readonly<Record<string, readonly string[]>> };
}

const GAP = 34;

/**
 * Corners by stored positions. A node without one stands behind its first source, or beside everything; a block that is
 * opened pushes the others away by what it has grown, so that stored positions stay those of the closed drawing.
 */
export function placeStored(items: readonly Unplaced[], positions: Positions, flip: boolean): readonly Point[] {
  const closed = items.map((item) => (item.inner ? sizeOfForm('card', item.kind) : item));
  const corners = new Map<string, Point>();
  for (const item of items) if (Object.hasOwn(positions, item.step)) corners.set(item.step, positions[item.step]!);
  const indexOf = new Map(items.map((item, i) => [item.step, i]));
  for (const [i, item] of items.entries()) {
    if (corners.has(item.step)) continue;
    corners.set(item.step, freeCorner(item, closed[i]!, items, closed, corners, indexOf, flip));
  }
  const base = items.map((item) => corners.get(item.step)!);
  return makeRoom(items, closed, base, flip);
}

function freeCorner(
  item: Unplaced,
  size: { readonly width: number; readonly height: number },
  items: readonly Unplaced[],
  closed: readonly { readonly width: number; readonly height: number }[],
  corners: ReadonlyMap<string, Point>,
  indexOf: ReadonlyMap<string, number>,
  flip: boolean,
): Point {
  const placed = items.flatMap(({ step }, i) => {
    const corner = corners.get(step);
    return corner ? [{ x: corner[0], y: corner[1], ...closed[i]! }] : [];
  });
  const source = Object.values(item.node.inputs ?? {})
    .flat()
    .find((id) => corners.has(id));
  const at = source === undefined ? undefined : corners.get(source);
  const from = source === undefined ? undefined : closed[indexOf.get(source) ?? -1];
  let [x, y] =
    at && from
      ? flip
        ? [at[0] + from.width + GAP + 10, at[1] + (from.height - size.height) / 2]
        : [at[0] + (from.width - size.width) / 2, at[1] + from.height + GAP]
      : [
          placed.reduce((least, rect) => Math.min(least, rect.x), placed.length > 0 ? Number.POSITIVE_INFINITY : 0),
          placed.reduce((most, rect) => Math.max(most, rect.y + rect.height + GAP), 0),
        ];
  const taken = (): boolean =>
    placed.some(
      (rect) =>
        x < rect.x + rect.width + 8 &&
        x + size.width > rect.x - 8 &&
        y < rect.y + rect.height + 8 &&
        y + size.height > rect.y - 8,
    );
  for (let tries = 0; taken() && tries < 50; tries++) {
    if (flip) y += 46;
    else x += size.width + 30;
  }
  return [x, y];
}

function makeRoom(
  items: readonly Unplaced[],
  closed: readonly { readonly width: number; readonly height: number }[],
  base: readonly Point[],
  flip: boolean,
): readonly Point[] {
  if (!items.some(({ inner }) => inner)) return base;
  const [u, v] = flip ? ([1, 0] as const) : ([0, 1] as const);
  const shifts = items.map((): [number, number] => [0, 0]);
  for (const [i, item] of items.entries()) {
    if (!item.inner) continue;
    const grown = [item.width - closed[i]!.width, item.height - closed[i]!.height] as const;
    const along = base[i]![v];
    const length = flip ? closed[i]!.width : closed[i]!.height;
    const centre = base[i]![u] + (flip ? closed[i]!.height : closed[i]!.width) / 2;
    for (const j of items.keys()) {
      if (j === i) continue;
      const start = base[j]![v];
      if (start >= along + length - 4) shifts[j]![v] += grown[v];
      else if (start + (flip ? closed[j]!.width : closed[j]!.height) > along) {
        const other = base[j]![u] + (flip ? closed[j]!.height : closed[j]!.width) / 2;
        shifts[j]![u] += (other < centre ? -1 : 1) * (grown[u] / 2);
      }
    }
  }
  return items.map((item, i) => {
    const corner: [number, number] = [base[i]![0] + shifts[i]![0], base[i]![1] + shifts[i]![1]];
    if (item.inner)
      corner[u] -= ((flip ? item.height : item.width) - (flip ? closed[i]!.height : closed[i]!.width)) / 2;
    return corner;
  });
}
