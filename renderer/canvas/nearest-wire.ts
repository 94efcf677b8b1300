import { grow, intersects, wireBounds } from '../scene/bounds.ts';
import { distanceTo, type Point } from '../scene/route.ts';
import type { Scene, SceneWire } from '../scene/scene.ts';

const REACH = 30;

/** The wire that something dropped at the point would land on; none where the point lies on a card. */
export function nearestWire(scene: Scene, [x, y]: Point): SceneWire | null {
  const spot = { x: x - 1, y: y - 1, width: 2, height: 2 };
  let best: SceneWire | null = null;
  let least = REACH;
  for (const wire of scene.wires) {
    if (wire.fixed || !intersects(grow(wireBounds(wire), REACH), spot)) continue;
    const local: Point = wire.flip ? [y - wire.dy, x - wire.dx] : [x - wire.dx, y - wire.dy];
    const distance = distanceTo(wire.route, local);
    if (distance < least) [best, least] = [wire, distance];
  }
  return best;
}
