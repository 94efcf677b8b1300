import type { Place } from './drawing.ts';
import type { Point } from './route.ts';
import type { Scene, SceneNode } from './scene.ts';

/** How far behind an open end, from its edge to the pointer, something still belongs to it; and how far beside it. */
const BEHIND = 200;
const BESIDE = 180;

/**
 * The nearest node of a place that puts something out which nothing reads, and that a point lies behind: below it, or
 * to its right where the flow goes so.
 */
export function openEndNear(
  scene: Scene,
  place: Place,
  [x, y]: Point,
  putsOut: (node: SceneNode) => boolean,
): SceneNode | null {
  const read = new Set(scene.wires.map(({ from }) => from));
  let best: SceneNode | null = null;
  let least = Infinity;
  for (const node of scene.nodes) {
    if (node.place.prefix !== place.prefix || node.index !== null || read.has(node.id) || !putsOut(node)) continue;
    const middle: Point = [node.x + node.width / 2, node.y + node.height / 2];
    const behind = scene.flip ? x - node.x - node.width : y - node.y - node.height;
    const beside = Math.abs(scene.flip ? y - middle[1] : x - middle[0]);
    if (behind <= 0 || behind > BEHIND || beside > BESIDE || behind + beside >= least) continue;
    [best, least] = [node, behind + beside];
  }
  return best;
}
