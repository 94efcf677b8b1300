import type { Scene, SceneNode } from './scene.ts';

/**
 * The nodes of a drawing one after the other along the flow: an open block, then what is inside it, then what comes
 * behind.
 */
export function stepsOf({ nodes, flip }: Scene): readonly SceneNode[] {
  const inside = new Map<string | null, SceneNode[]>();
  for (const node of nodes) {
    const siblings = inside.get(node.parent);
    if (siblings) siblings.push(node);
    else inside.set(node.parent, [node]);
  }
  const along = (a: SceneNode, b: SceneNode): number => (flip ? a.x - b.x || a.y - b.y : a.y - b.y || a.x - b.x);
  const walk = (parent: string | null): readonly SceneNode[] =>
    (inside.get(parent) ?? []).sort(along).flatMap((node) => [node].concat(walk(node.id)));
  return walk(null);
}
