import { union } from '../scene/bounds.ts';
import type { Positions } from '../scene/placement.ts';
import type { Scene, SceneNode } from '../scene/scene.ts';
import { byDefinition, closedPositions } from './gestures.ts';

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom' | 'spread';

/** Stored positions with the nodes in one line, or with equal gaps along the longer side, by definition. */
export function align(
  scene: Scene,
  nodes: readonly SceneNode[],
  alignment: Alignment,
): Readonly<Record<string, Positions>> {
  const result: Record<string, Positions> = {};
  for (const [definition, group] of byDefinition(nodes)) {
    const around = union(group);
    if (!around || group.length < 2) continue;
    const closed = closedPositions(group[0]!.place);
    const shifts = shiftsOf(group, around, alignment, scene.flip);
    const moved = group.map(({ node }, i) => {
      const [x, y] = closed[node.id] ?? [0, 0];
      return [node.id, [Math.round(x + shifts[i]![0]), Math.round(y + shifts[i]![1])] as const] as const;
    });
    result[definition] = { ...closed, ...Object.fromEntries(moved) };
  }
  return result;
}

function shiftsOf(
  group: readonly SceneNode[],
  around: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  alignment: Alignment,
  flip: boolean,
): readonly (readonly [number, number])[] {
  const { x, y, width, height } = around;
  switch (alignment) {
    case 'left':
      return group.map((node) => [x - node.x, 0]);
    case 'centre':
      return group.map((node) => [x + width / 2 - node.x - node.width / 2, 0]);
    case 'right':
      return group.map((node) => [x + width - node.x - node.width, 0]);
    case 'top':
      return group.map((node) => [0, y - node.y]);
    case 'middle':
      return group.map((node) => [0, y + height / 2 - node.y - node.height / 2]);
    case 'bottom':
      return group.map((node) => [0, y + height - node.y - node.height]);
    case 'spread': {
      const across = width === height ? flip : width > height;
      const size = (node: SceneNode): number => (across ? node.width : node.height);
      const start = (node: SceneNode): number => (across ? node.x : node.y);
      const sorted = [...group].sort((a, b) => start(a) - start(b));
      const free = (across ? width : height) - sorted.reduce((sum, node) => sum + size(node), 0);
      const gap = free / (sorted.length - 1);
      let at = across ? x : y;
      const places = new Map<SceneNode, number>();
      for (const node of sorted) {
        places.set(node, at);
        at += size(node) + gap;
      }
      return group.map((node) => {
        const shift = places.get(node)! - start(node);
        return across ? [shift, 0] : [0, shift];
      });
    }
  }
}
