import type { Drawing, Place } from './drawing.ts';
import type { SceneNode } from './scene.ts';
import { skipWires } from './skips.ts';

/** What joins branches. */
export const isJoin = (kind: string): boolean => kind === 'concat' || kind === 'add' || kind === 'multiply';

/** A block of which the inside says more than its name: all but a convolution with its norm and activation. */
export const isWorthOpening = (kind: string, count: number): boolean =>
  count > 0 && kind.startsWith('block:') && kind !== 'block:convNormActivation';

const DEEPEST = 4;

/**
 * What a block is known by: its inside, or where that is a mere row, the inside of the first block in it, until there
 * is a skip or a join. Null for a layer, and where nothing branches at any depth.
 */
export function tellingPlace(drawing: Drawing, { place, node, index }: SceneNode): Place | null {
  let inside = drawing.inside(place, node, index ?? (node.repeat === undefined ? null : 0));
  for (let depth = 0; inside && depth < DEEPEST; depth++) {
    const { nodes } = inside;
    if (skipWires(nodes).size > 0 || nodes.some(({ kind }) => isJoin(kind))) return inside;
    const here: Place = inside;
    const next = nodes.find((inner) => isWorthOpening(drawing.kind(here, inner), drawing.count(here, inner)));
    inside = next ? drawing.inside(here, next, next.repeat === undefined ? null : 0) : null;
  }
  return null;
}

const FEW = 2;

/** The blocks that a design is about, where they are few: it is shown with them open. */
export function openAtFirst(drawing: Drawing): ReadonlySet<string> {
  const { root } = drawing;
  const blocks = root.nodes.filter((node) => isWorthOpening(drawing.kind(root, node), drawing.count(root, node)));
  const few = blocks.length <= FEW && blocks.every(({ repeat }) => repeat === undefined);
  return new Set(few ? blocks.map(({ id }) => id) : []);
}
