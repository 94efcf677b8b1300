import { copyNode, type Edit, findNode, ownNodes, type Wire } from '../../engine/design/edits/edit.ts';
import { removeNodes } from '../../engine/design/edits/nodes.ts';
import { insertOnWire } from '../../engine/design/edits/wires.ts';
import { hasOutput } from '../canvas/card-data.ts';
import { text } from '../language/text.ts';
import { roomOf } from '../scene/forms.ts';
import type { SceneNode, SceneWire } from '../scene/scene.ts';
import { firstPort } from './edits.ts';
import { tell } from './gestures.ts';
import { library } from './model.ts';
import { edit, get } from './store.ts';

/** Takes a node out of where it is wired, which heals, and puts it onto a wire. */
const moveOnto =
  (definition: string, wire: Wire & { readonly source: string }, id: string, port: string, flip: boolean): Edit =>
  (draft) => {
    const nodes = ownNodes(draft, definition, library);
    const node = findNode(nodes, id);
    if (!node) return [];
    const { inputs: _, ...bare } = copyNode(node);
    removeNodes(library, definition, [id])(draft);
    const index = findNode(nodes, wire.node)?.inputs?.[wire.port]?.indexOf(wire.source) ?? -1;
    return index < 0
      ? []
      : insertOnWire(library, definition, { ...wire, index }, bare, { port, room: roomOf(flip) })(draft);
  };

/**
 * Whether the node, dropped on that wire, would stand in it: one that passes something on, of the same definition, not
 * an end of the wire.
 */
export function fitsOnto({ id, place, node, kind, index }: SceneNode, wire: SceneWire): boolean {
  return (
    index === null &&
    !wire.fixed &&
    wire.place.prefix === place.prefix &&
    wire.from !== id &&
    wire.to !== id &&
    hasOutput(kind) &&
    Object.values(node.inputs ?? {}).flat().length <= 1 &&
    firstPort(get().model, kind) !== null
  );
}

/** Puts an existing node onto a wire, as one step. */
export function dropOnto({ place, node, kind }: SceneNode, wire: SceneWire): void {
  const port = Object.keys(node.inputs ?? {})[0] ?? firstPort(get().model, kind) ?? 'in';
  const flip = get().settings.direction === 'right';
  tell(edit(text('did.insert'), moveOnto(place.definition, wire, node.id, port, flip)));
}
