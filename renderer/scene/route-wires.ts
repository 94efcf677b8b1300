import { containerRoom } from './forms.ts';
import type { PlanWire } from './plan.ts';
import { type Point, type Rect, route } from './route.ts';

type Unrouted = Omit<PlanWire, 'route'>;

const flipped = ({ x, y, width, height }: Rect): Rect => ({ x: y, y: x, width: height, height: width });

/** Routes the wires among the items of a plan of that size, around what stands between their ends. */
export function routeWires(
  items: readonly Rect[],
  wires: readonly Unrouted[],
  width: number,
  height: number,
  flip: boolean,
): readonly PlanWire[] {
  const rects = items.map((item) => (flip ? flipped(item) : item));
  const [across, along] = flip ? [height, width] : [width, height];
  const [before, after] = flip ? [containerRoom.side, containerRoom.side] : [containerRoom.top, containerRoom.bottom];
  const sorted = rects.map((rect, i) => ({ rect, i })).sort((a, b) => a.rect.y - b.rect.y);
  const tallest = rects.reduce((most, rect) => Math.max(most, rect.height), 0);
  const inputs = new Map<number, number>();
  for (const { to } of wires) if (to !== null) inputs.set(to, (inputs.get(to) ?? 0) + 1);
  const order = entryOrder(wires, rects);
  return wires.map((wire): PlanWire => {
    const source = wire.from === null ? null : rects[wire.from]!;
    const target = wire.to === null ? null : rects[wire.to]!;
    const count = wire.to === null ? 1 : (inputs.get(wire.to) ?? 1);
    const spread = target ? Math.min(target.width / (count + 1), 34) : 0;
    const shift = target ? ((order.get(wire) ?? 0) - (count - 1) / 2) * spread : 0;
    const middle = across / 2;
    const from: Point = source
      ? [source.x + source.width / 2, source.y + source.height]
      : [target ? target.x + target.width / 2 : middle, 4 - before];
    const to: Point = target
      ? [target.x + target.width / 2 + shift, target.y]
      : [source ? source.x + source.width / 2 : middle, along + after];
    const obstacles = obstaclesBetween(sorted, tallest, from[1], to[1], wire.from, wire.to);
    return { ...wire, route: route(from, to, { around: wire.identity, obstacles }) };
  });
}

/** Wires enter side by side in the order in which their sources stand, so that they do not cross. */
function entryOrder(wires: readonly Unrouted[], rects: readonly Rect[]): ReadonlyMap<object, number> {
  const into = new Map<number, Unrouted[]>();
  for (const wire of wires) {
    if (wire.to === null) continue;
    const others = into.get(wire.to);
    if (others) others.push(wire);
    else into.set(wire.to, [wire]);
  }
  const order = new Map<object, number>();
  for (const group of into.values()) {
    const centre = ({ from }: { readonly from: number | null }): number =>
      from === null ? 0 : rects[from]!.x + rects[from]!.width / 2;
    const sorted = [...group].sort(
      (a, b) => centre(a) - centre(b) || Number(a.skip) - Number(b.skip) || a.index - b.index,
    );
    for (const [i, wire] of sorted.entries()) order.set(wire, i);
  }
  return order;
}

function obstaclesBetween(
  sorted: readonly { readonly rect: Rect; readonly i: number }[],
  tallest: number,
  a: number,
  b: number,
  from: number | null,
  to: number | null,
): readonly Rect[] {
  const top = Math.min(a, b) - 30;
  const bottom = Math.max(a, b) + 30;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.rect.y < top - tallest) low = middle + 1;
    else high = middle;
  }
  const found: Rect[] = [];
  for (let at = low; at < sorted.length && sorted[at]!.rect.y < bottom; at++) {
    const { rect, i } = sorted[at]!;
    if (i !== from && i !== to && rect.y + rect.height > top) found.push(rect);
  }
  return found;
}
