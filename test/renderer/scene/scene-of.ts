import type { LoomDocument } from '../../../engine/design/document.ts';
import { buildTemplate } from '../../../engine/templates/build.ts';
import type { Positions } from '../../../renderer/scene/placement.ts';
import { type Scene, sceneOf } from '../../../renderer/scene/scene.ts';
import { type Model, modelOf } from '../../../renderer/state/model.ts';

export const counting = { convention: 'multiplies', batch: 1 } as const;

export function templateOf(spec: string): LoomDocument {
  return buildTemplate(spec).document!;
}

export interface Shown {
  readonly flip?: boolean;
  /** Levels of blocks that are opened. */
  readonly levels?: number;
  readonly expanded?: ReadonlySet<string>;
}

/** A document's drawing with its model. */
export function drawn(
  document: LoomDocument,
  { flip = false, levels = 0, expanded = new Set() }: Shown = {},
): { readonly model: Model; readonly scene: Scene } {
  const model = modelOf(document, [], counting);
  const positions = (document.view?.positions ?? {}) as Readonly<Record<string, Positions>>;
  let open = expanded;
  let scene = sceneOf(model.drawing, model.drawing.root, { flip, expanded: open, positions });
  for (let level = 0; level < levels; level++) {
    const closed = scene.nodes.filter((node) => node.kind.startsWith('block:') && !node.open && node.count > 0);
    open = new Set([...open, ...closed.map(({ id }) => id)]);
    scene = sceneOf(model.drawing, model.drawing.root, { flip, expanded: open, positions });
  }
  return { model, scene };
}

/** Pairs of nodes in the same frame that overlap. */
export function overlaps({ nodes }: Scene): readonly string[] {
  const found: string[] = [];
  for (const [i, a] of nodes.entries())
    for (const b of nodes.slice(i + 1)) {
      if (a.parent !== b.parent) continue;
      const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      if (!apart) found.push(`${a.id} and ${b.id}`);
    }
  return found;
}
