import type { Scene, SceneNode } from '../scene/scene.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

const opposite: Readonly<Record<Direction, Direction>> = { up: 'down', down: 'up', left: 'right', right: 'left' };

/**
 * The node that an arrow key leads to: with the flow along wires (to the nearest of several), across it to the
 * neighbour beside. Without a selection the first node. Null where there is none.
 */
export function neighbour(scene: Scene, from: string | null, direction: Direction): SceneNode | null {
  const at = from === null ? undefined : scene.byId.get(from);
  if (!at) return scene.nodes.find(({ parent }) => parent === null) ?? scene.nodes[0] ?? null;
  const forwards: Direction = scene.flip ? 'right' : 'down';
  if (direction === forwards || direction === opposite[forwards]) {
    const next = alongWires(scene, at, direction === forwards);
    if (next) return next;
  }
  return beside(scene, at, direction);
}

function alongWires(scene: Scene, at: SceneNode, down: boolean): SceneNode | null {
  const ends = scene.wires.flatMap((wire) => {
    if ((down ? wire.from : wire.to) !== at.id) return [];
    const node = scene.byId.get(down ? wire.to : wire.from);
    return node && node.parent === at.parent ? [{ node, skip: wire.skip }] : [];
  });
  if (ends.length === 0) return null;
  const distance = (node: SceneNode): number =>
    Math.hypot(centre(node)[0] - centre(at)[0], centre(node)[1] - centre(at)[1]);
  return ends.reduce((best, end) =>
    (Number(end.skip) - Number(best.skip) || distance(end.node) - distance(best.node)) < 0 ? end : best,
  ).node;
}

const centre = ({ x, y, width, height }: SceneNode): readonly [number, number] => [x + width / 2, y + height / 2];

/** The nearest node in a direction; what lies off to the side counts as farther. */
function beside(scene: Scene, at: SceneNode, direction: Direction): SceneNode | null {
  const [x, y] = centre(at);
  let best: SceneNode | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const node of scene.nodes) {
    if (node === at || node.id === at.parent || node.open) continue;
    const [nx, ny] = centre(node);
    const [dx, dy] = [nx - x, ny - y];
    const along = direction === 'right' ? dx : direction === 'left' ? -dx : direction === 'down' ? dy : -dy;
    const aside = direction === 'left' || direction === 'right' ? Math.abs(dy) : Math.abs(dx);
    if (along < 8) continue;
    const cost = along + 2.5 * aside;
    if (cost < least) [best, least] = [node, cost];
  }
  return best;
}
