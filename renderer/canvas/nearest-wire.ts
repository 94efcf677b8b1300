import { grow, intersects, wireBounds } from '../scene/bounds.ts';
import { distanceTo, type Point } from '../scene/route.ts';
import type { Scene, SceneWire } from '../scene/scene.ts';

const REACH = 30;

/** The wire that something dropped at the point would land on, of those that take it. */
export function nearestWire(
  scene: Scene,
  [x, y]: Point,
  reach = REACH,
  takes: (wire: SceneWire) => boolean = ({ fixed }) => !fixed,
): SceneWire | null {
  const spot = { x: x - 1, y: y - 1, width: 2, height: 2 };
  let best: SceneWire | null = null;
  let least = reach;
  for (const wire of scene.wires) {
    if (!intersects(grow(wireBounds(wire), reach), spot) || !takes(wire)) continue;
    const local: Point = wire.flip ? [y - wire.dy, x - wire.dx] : [x - wire.dx, y - wire.dy];
    const distance = distanceTo(wire.route, local);
    if (distance < least) [best, least] = [wire, distance];
  }
  return best;
}
