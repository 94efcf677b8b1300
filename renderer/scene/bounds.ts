import type { Rect, Route } from './route.ts';
import type { SceneWire } from './scene.ts';

export function intersects(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && a.x + a.width > b.x && a.y < b.y + b.height && a.y + a.height > b.y;
}

export const contains = (outer: Rect, inner: Rect): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

export const grow = ({ x, y, width, height }: Rect, by: number): Rect => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

/** The least rectangle around all; null for none. */
export function union(rects: readonly Rect[]): Rect | null {
  if (rects.length === 0) return null;
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** By route: instances of a block share theirs, and an edit keeps them. */
const known = new WeakMap<Route, Rect>();

function routeBounds(route: Route): Rect {
  const before = known.get(route);
  if (before) return before;
  let [left, top] = route.start;
  let [right, bottom] = route.start;
  for (const [x1, y1, x2, y2, x, y] of route.curves) {
    left = Math.min(left, x1, x2, x);
    right = Math.max(right, x1, x2, x);
    top = Math.min(top, y1, y2, y);
    bottom = Math.max(bottom, y1, y2, y);
  }
  const bounds = { x: left, y: top, width: right - left, height: bottom - top };
  known.set(route, bounds);
  return bounds;
}

/** Around a wire's control points. */
export function wireBounds({ route, dx, dy, flip }: SceneWire): Rect {
  const { x, y, width, height } = routeBounds(route);
  return flip ? { x: y + dx, y: x + dy, width: height, height: width } : { x: x + dx, y: y + dy, width, height };
}
