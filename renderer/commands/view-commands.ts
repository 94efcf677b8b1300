import { drawnBounds } from '../canvas/mark-places.ts';
import { viewport } from '../canvas/viewport.ts';
import { text } from '../language/text.ts';
import { dialogs } from '../panels/dialogs.ts';
import { union } from '../scene/bounds.ts';
import { type Alignment, align } from '../state/align.ts';
import { layOutAll } from '../state/auto-layout.ts';
import { sequence, thaw } from '../state/edits.ts';
import { byDefinition, commitMove, scopePlace, selected } from '../state/gestures.ts';
import { addNote, groupSelection } from '../state/marks.ts';
import { present } from '../state/presentation.ts';
import { type AppState, change, edit, get, type ViewSettings } from '../state/store.ts';
import { setTheme, themeStore } from '../theme/theme.ts';
import type { Command } from './command.ts';

export function set(changes: Partial<ViewSettings>): void {
  change({ settings: { ...get().settings, ...changes } });
}

function fitSelection(): void {
  const { scene, selection } = get();
  const around = union([...selection].flatMap((id) => scene.byId.get(id) ?? []));
  if (around) viewport()?.fit(around, { most: 1.4 });
}

const two = ({ selection }: AppState): boolean => selection.size > 1;

function alignBy(alignment: Alignment): void {
  const positions = align(get().scene, selected(get().selection, true), alignment);
  if (Object.keys(positions).length > 0) commitMove(positions);
}

/** Forgets stored positions of what is shown, so that it is laid out by itself again. */
function tidy(): void {
  const definitions = new Set([
    scopePlace().definition,
    ...byDefinition(get().scene.nodes).map(([definition]) => definition),
  ]);
  edit(text('did.layout'), sequence(...[...definitions].map(thaw)));
  viewport()?.fit(drawnBounds(get().scene), { most: 1 });
}

const toggle = (
  id: keyof ViewSettings & ('palette' | 'inspector' | 'minimap' | 'snap'),
  title: Command['title'],
  keys?: string,
): Command => ({
  id: `view.${id}`,
  title,
  menu: 'view',
  ...(keys ? { keys } : {}),
  checked: ({ settings }) => settings[id],
  run: () => set({ [id]: !get().settings[id] }),
});

const alignments: readonly (readonly [Alignment, Command['title']])[] = [
  ['left', 'command.alignLeft'],
  ['centre', 'command.alignCentre'],
  ['right', 'command.alignRight'],
  ['top', 'command.alignTop'],
  ['middle', 'command.alignMiddle'],
  ['bottom', 'command.alignBottom'],
  ['spread', 'command.distribute'],
];

const canRename = ({ screen, selection }: AppState): boolean => screen === 'design' && selection.size < 2;

/** Goes to the name in the inspector: the node's that is selected, or the design's. */
function renameNow(): void {
  if (!get().settings.inspector) set({ inspector: true });
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLInputElement>('.inspector .name-field');
    field?.focus();
    field?.select();
  });
}

export const viewCommands: readonly Command[] = [
  {
    id: 'insert.note',
    title: 'command.note',
    menu: 'insert',
    run: () => viewport()?.ensureVisible(addNote(viewport()?.centre() ?? [0, 0])),
  },
  {
    id: 'insert.group',
    title: 'command.group',
    menu: 'insert',
    enabled: ({ selection }) => selection.size > 0,
    run: groupSelection,
  },
  { id: 'edit.rename', title: 'command.rename', menu: 'edit', keys: 'F2', enabled: canRename, run: renameNow },
  { id: 'insert.layer', title: 'command.insert', menu: 'insert', keys: '$mod+i', run: () => viewport()?.quickAdd('') },
  {
    id: 'view.commands',
    title: 'command.commands',
    menu: 'view',
    keys: '$mod+k',
    always: true,
    run: () => dialogs.setState({ open: 'commands' }),
  },
  {
    id: 'view.fit',
    title: 'command.fit',
    menu: 'view',
    startsSection: true,
    keys: 'Shift+Digit1',
    run: () => viewport()?.fit(drawnBounds(get().scene), { most: 1 }),
  },
  {
    id: 'view.fitSelection',
    title: 'command.fitSelection',
    menu: 'view',
    keys: 'Shift+Digit2',
    enabled: ({ selection }) => selection.size > 0,
    run: fitSelection,
  },
  { id: 'view.zoomIn', title: 'command.zoomIn', menu: 'view', keys: '$mod+Equal', run: () => viewport()?.zoomBy(1.25) },
  {
    id: 'view.zoomOut',
    title: 'command.zoomOut',
    menu: 'view',
    keys: '$mod+Minus',
    run: () => viewport()?.zoomBy(0.8),
  },
  { id: 'view.zoom100', title: 'command.zoom100', menu: 'view', keys: '$mod+0', run: () => viewport()?.zoomTo(1) },
  {
    id: 'view.present',
    title: 'command.present',
    menu: 'view',
    keys: 'F8',
    enabled: ({ screen, scene }) => screen === 'design' && scene.nodes.length > 0,
    run: present,
  },
  {
    id: 'view.layout',
    title: 'command.layout',
    menu: 'view',
    startsSection: true,
    keys: '$mod+l',
    run: () => void layOutAll(),
  },
  { id: 'view.tidy', title: 'command.tidy', menu: 'view', keys: '$mod+Shift+l', run: tidy },
  {
    id: 'view.direction',
    title: 'command.direction',
    menu: 'view',
    checked: ({ settings }) => settings.direction === 'right',
    run: () => set({ direction: get().settings.direction === 'down' ? 'right' : 'down' }),
  },
  {
    id: 'view.labels',
    title: 'command.labels',
    menu: 'view',
    startsSection: true,
    checked: ({ settings }) => settings.wireLabels === 'always',
    run: () => set({ wireLabels: get().settings.wireLabels === 'always' ? 'hover' : 'always' }),
  },
  { ...toggle('palette', 'command.palette', '$mod+b'), startsSection: true },
  toggle('inspector', 'command.inspector', '$mod+Shift+b'),
  toggle('minimap', 'command.minimap'),
  toggle('snap', 'command.snap'),
  {
    id: 'view.problems',
    title: 'command.problems',
    menu: 'view',
    startsSection: true,
    keys: '$mod+Shift+m',
    run: () => change({ panel: get().panel === 'problems' ? null : 'problems' }),
  },
  {
    id: 'view.layers',
    title: 'command.layers',
    menu: 'view',
    keys: '$mod+j',
    run: () => change({ panel: get().panel === 'layers' ? null : 'layers' }),
  },
  {
    id: 'view.training',
    title: 'command.training',
    menu: 'view',
    run: () => change({ panel: get().panel === 'training' ? null : 'training' }),
  },
  {
    id: 'view.runs',
    title: 'command.runs',
    menu: 'view',
    run: () => change({ panel: get().panel === 'runs' ? null : 'runs' }),
  },
  {
    id: 'view.theme',
    title: 'command.theme',
    menu: 'view',
    startsSection: true,
    checked: () => themeStore.getState().theme === 'dark',
    run: () => setTheme(themeStore.getState().theme === 'dark' ? 'light' : 'dark'),
  },
  ...alignments.map(
    ([alignment, title], i): Command => ({
      id: `align.${alignment}`,
      title,
      menu: 'edit',
      startsSection: i === 0,
      enabled: two,
      run: () => alignBy(alignment),
    }),
  ),
];
