import { duplicateNodes, removeNodes } from '../../engine/design/edits/nodes.ts';
import { viewport } from '../canvas/viewport.ts';
import { text } from '../language/text.ts';
import { dialogs } from '../panels/dialogs.ts';
import { union } from '../scene/bounds.ts';
import { roomOf } from '../scene/forms.ts';
import { clip, clippingText, paste, readClipping } from '../state/clipboard.ts';
import { sequence } from '../state/edits.ts';
import { byDefinition, closedPositions, removeSelection, scopePlace, selected, tell } from '../state/gestures.ts';
import { library } from '../state/model.ts';
import { type AppState, change, edit, get, redoStep, say, undoStep } from '../state/store.ts';
import { type Command, keysText } from './command.ts';

const something = ({ selection }: AppState): boolean => selection.size > 0;

/** The selected nodes of the first definition that has any, as text for the clipboard; null for none. */
export function copyText(): string | null {
  const { selection, model } = get();
  const [group] = byDefinition(selected(selection));
  if (!group) return null;
  const [, nodes] = group;
  const positions = closedPositions(nodes[0]!.place);
  return clippingText(
    clip(
      nodes.map(({ node }) => node),
      positions,
      model.document.blocks,
    ),
  );
}

export function cutText(): string | null {
  const copied = copyText();
  const [group] = byDefinition(selected(get().selection));
  if (copied === null || !group) return null;
  const [definition, nodes] = group;
  edit(
    text('did.cut'),
    removeNodes(
      library,
      definition,
      nodes.map(({ node }) => node.id),
    ),
    { select: new Set() },
  );
  return copied;
}

/** Pastes into the definition of the selection, or into what is shown. Where the text is no nodes, false. */
export function pasteText(pasted: string): boolean {
  const clipping = readClipping(pasted);
  if (!clipping) return false;
  const place = scopePlace();
  let ids: readonly string[] = [];
  const corners = Object.values(clipping.positions).map(([x, y]) => ({ x, y, width: 0, height: 0 }));
  const box = union(corners);
  const [x, y] = viewport()?.centre() ?? [0, 0];
  const offset = box ? ([x - box.x - box.width / 2 - 106, y - box.y - box.height / 2 - 44] as const) : null;
  tell(
    edit(
      text('did.paste'),
      paste(place.definition, clipping, offset, (made) => (ids = made), roomOf(get().settings.direction === 'right')),
    ),
  );
  change({ selection: new Set(ids.map((id) => place.prefix + id)), wire: null });
  return true;
}

function duplicate(): void {
  const before = get();
  const groups = byDefinition(selected(before.selection));
  const [first] = groups;
  if (!first) return;
  const known = new Set(
    before.model.drawing.placeAt(first[1][0]!.place.prefix.slice(0, -1))?.nodes.map(({ id }) => id),
  );
  tell(
    edit(
      text('did.duplicate'),
      sequence(
        ...groups.map(([definition, nodes]) =>
          duplicateNodes(
            library,
            definition,
            nodes.map(({ node }) => node.id),
            roomOf(before.settings.direction === 'right'),
          ),
        ),
      ),
    ),
  );
  const { prefix } = first[1][0]!.place;
  const now = get().model.drawing.placeAt(prefix.slice(0, -1))?.nodes ?? [];
  change({ selection: new Set(now.flatMap(({ id }) => (known.has(id) ? [] : [prefix + id]))) });
}

function selectAll(): void {
  const { scene } = get();
  change({ selection: new Set(scene.nodes.flatMap(({ id, parent }) => (parent === null ? [id] : []))), wire: null });
}

export const editCommands: readonly Command[] = [
  {
    id: 'edit.undo',
    title: 'command.undo',
    menu: 'edit',
    keys: '$mod+z',
    always: true,
    enabled: ({ history }) => history.past.length > 0,
    run: undoStep,
  },
  {
    id: 'edit.redo',
    title: 'command.redo',
    menu: 'edit',
    keys: '$mod+Shift+z',
    always: true,
    enabled: ({ history }) => history.future.length > 0,
    run: redoStep,
  },
  {
    id: 'edit.cut',
    title: 'command.cut',
    menu: 'edit',
    startsSection: true,
    keys: '$mod+x',
    byEvent: true,
    enabled: something,
    run() {
      const cut = cutText();
      if (cut !== null) void navigator.clipboard.writeText(cut);
    },
  },
  {
    id: 'edit.copy',
    title: 'command.copy',
    menu: 'edit',
    keys: '$mod+c',
    byEvent: true,
    enabled: something,
    run() {
      const copied = copyText();
      if (copied !== null) void navigator.clipboard.writeText(copied);
    },
  },
  {
    id: 'edit.paste',
    title: 'command.paste',
    menu: 'edit',
    keys: '$mod+v',
    byEvent: true,
    run: () =>
      void navigator.clipboard
        .readText()
        .then(pasteText, () => say(text('edit.pasteByKey', { keys: keysText('$mod+v') }))),
  },
  {
    id: 'edit.duplicate',
    title: 'command.duplicate',
    menu: 'edit',
    keys: '$mod+d',
    enabled: something,
    run: duplicate,
  },
  {
    id: 'edit.delete',
    title: 'command.delete',
    menu: 'edit',
    keys: 'Delete',
    enabled: ({ selection, wire }) => selection.size > 0 || wire !== null,
    run: removeSelection,
  },
  {
    id: 'edit.selectAll',
    title: 'command.selectAll',
    menu: 'edit',
    startsSection: true,
    keys: '$mod+a',
    run: selectAll,
  },
  {
    id: 'edit.find',
    title: 'command.find',
    menu: 'edit',
    keys: '$mod+f',
    always: true,
    run: () => dialogs.setState({ open: 'find' }),
  },
  {
    id: 'edit.connect',
    title: 'command.connect',
    menu: 'edit',
    startsSection: true,
    keys: 'Alt+c',
    enabled: ({ selection }) => selection.size === 1,
    run() {
      const [id] = get().selection;
      if (id === undefined) return;
      change({ connecting: id });
      say(text('connect.how', { from: id }));
    },
  },
];
