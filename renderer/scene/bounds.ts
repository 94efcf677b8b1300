import type { Rect } from './route.ts';
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

const known = new WeakMap<SceneWire, Rect>();

/** Around a wire's control points. */
export function wireBounds(wire: SceneWire): Rect {
  const before = known.get(wire);
  if (before) return before;
  const { route, dx, dy, flip } = wire;
  let [left, top] = route.start;
  let [right, bottom] = route.start;
  for (const [x1, y1, x2, y2, x, y] of route.curves) {
    left = Math.min(left, x1, x2, x);
    right = Math.max(right, x1, x2, x);
    top = Math.min(top, y1, y2, y);
    bottom = Math.max(bottom, y1, y2, y);
  }
  const bounds = flip
    ? { x: top + dx, y: left + dy, width: bottom - top, height: right - left }
    : { x: left + dx, y: top + dy, width: right - left, height: bottom - top };
  known.set(wire, bounds);
  return bounds;
}
