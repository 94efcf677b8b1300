import type { NodeGroup, Note } from '../../engine/design/document.ts';
import { union } from '../scene/bounds.ts';
import type { Rect } from '../scene/route.ts';
import type { Scene } from '../scene/scene.ts';
import { scopePlace } from '../state/gestures.ts';
import { groupsOf, notesOf } from '../state/marks.ts';

/**
 * Room beside the nodes of a group, above and below them, and for its title: above a node in all no more than lies free
 * between two.
 */
const SIDE = 22;
const END = 9;
const TITLE = 17;

export interface PlacedGroup extends Rect {
  readonly group: NodeGroup;
  readonly prefix: string;
  readonly definition: string;
}

/** Groups where they stand, title included: one for each place of their definition that shows any of their nodes. */
export function placedGroups(scene: Scene): readonly PlacedGroup[] {
  const places = new Map(scene.nodes.map(({ place }) => [place.prefix, place]));
  return [...places.values()].flatMap(({ prefix, definition }) =>
    groupsOf(definition).flatMap((group) => {
      const inside = union(group.nodes.flatMap((id) => scene.byId.get(prefix + id) ?? []));
      if (!inside) return [];
      const x = inside.x - SIDE;
      const y = inside.y - END - TITLE;
      const [width, height] = [inside.width + 2 * SIDE, inside.height + 2 * END + TITLE];
      return [{ group, prefix, definition, x, y, width, height }];
    }),
  );
}

const noteRect = ({ position: [x, y], size: [width, height] }: Note): Rect => ({ x, y, width, height });

/** Around everything that is drawn: nodes, groups, notes. */
export function drawnBounds(scene: Scene): Rect {
  const marks = [...placedGroups(scene), ...notesOf(scopePlace().definition).map(noteRect)];
  return union([...(scene.nodes.length > 0 ? [scene.bounds] : []), ...marks]) ?? scene.bounds;
}
