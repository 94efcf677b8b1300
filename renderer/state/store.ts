import { createStore } from 'zustand/vanilla';
import type { ConventionName } from '../../engine/analyze/conventions/index.ts';
import type { Problem } from '../../engine/base/diagnostics.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import type { Edit } from '../../engine/design/edits/edit.ts';
import { commit, type History, redo, startHistory, undo } from '../../engine/design/edits/history.ts';
import type { Positions } from '../scene/placement.ts';
import { type Scene, sceneOf } from '../scene/scene.ts';
import { detachedIn } from './detached.ts';
import { type Model, modelOf, recount } from './model.ts';

export interface OpenFile {
  /** Of the draft. */
  readonly id: string;
  readonly path: string | null;
  readonly name: string;
  readonly revision: string | null;
}

export type Panel = 'problems' | 'layers' | 'training' | 'gradients' | 'runs' | 'profile';

export interface ViewSettings {
  readonly direction: 'down' | 'right';
  readonly convention: ConventionName;
  readonly batch: number;
  readonly wireLabels: 'hover' | 'always';
  readonly snap: boolean;
  readonly minimap: boolean;
  readonly palette: boolean;
  readonly inspector: boolean;
}

/** What is said for a while at the bottom of the canvas: a refused gesture, a finished export. */
export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'error';
  readonly text: string;
}

export interface AppState {
  readonly screen: 'start' | 'design';
  readonly history: History;
  /** The document as the file has it. */
  readonly saved: LoomDocument;
  readonly file: OpenFile;
  readonly fileProblems: readonly Problem[];
  /** Path of the block instance that is stepped into, '' for the design. */
  readonly scope: string;
  /** Paths of the blocks that are opened in place. */
  readonly expanded: ReadonlySet<string>;
  /** Ids of scene nodes. */
  readonly selection: ReadonlySet<string>;
  readonly wire: string | null;
  /** The node that a wire is being led from by keyboard. */
  readonly connecting: string | null;
  /** Positions during a drag, by definition. */
  readonly moving: Readonly<Record<string, Positions>> | null;
  readonly settings: ViewSettings;
  readonly panel: Panel | null;
  readonly notice: Notice | null;
  readonly model: Model;
  readonly scene: Scene;
  /** Gestures that go on: further edits with the same token replace the last step. */
  readonly gesture: { readonly token: string; readonly base: History } | null;
  /**
   * The analysis before the last edit (of a gesture, before its first), with what the undo menu calls it: what its
   * differences are shown against.
   */
  readonly compared: { readonly model: Model; readonly label: string } | null;
}

export const emptyDocument: LoomDocument = {
  format: 'layerloom',
  version: 1,
  name: 'untitled',
  params: {},
  nodes: [],
  blocks: {},
};

export const defaultSettings: ViewSettings = {
  direction: 'down',
  convention: 'multiplies',
  batch: 64,
  wireLabels: 'hover',
  snap: true,
  minimap: true,
  palette: true,
  inspector: true,
};

function initialState(): AppState {
  const model = modelOf(emptyDocument, [], defaultSettings);
  const base = {
    screen: 'start',
    history: startHistory(emptyDocument),
    saved: emptyDocument,
    file: { id: 'untitled', path: null, name: 'untitled', revision: null },
    fileProblems: [],
    scope: '',
    expanded: new Set<string>(),
    selection: new Set<string>(),
    wire: null,
    connecting: null,
    moving: null,
    settings: defaultSettings,
    panel: null,
    notice: null,
    model,
    gesture: null,
    compared: null,
  } as const;
  return { ...base, scene: draw(base) };
}

const noPositions = {};

function draw(
  state: Pick<AppState, 'model' | 'scope' | 'expanded' | 'moving' | 'settings'>,
  before: Scene | null = null,
): Scene {
  const { model, scope, expanded, moving, settings } = state;
  const stored = (model.document.view?.positions ?? noPositions) as Readonly<Record<string, Positions>>;
  const place = model.drawing.placeAt(scope) ?? model.drawing.root;
  const positions = moving ? { ...stored, ...moving } : stored;
  return sceneOf(model.drawing, place, { flip: settings.direction === 'right', expanded, positions }, before);
}

export const store = createStore<AppState>(initialState);

export const get = (): AppState => store.getState();

/** Changes the state; what follows from it (model, scene, selection) is brought up to date in the same breath. */
export function change(changes: Partial<Omit<AppState, 'model' | 'scene'>>): void {
  const before = get();
  const file = changes.file ?? renamed(before, (changes.history ?? before.history).document.name);
  const next = { ...before, ...changes, file };
  const { document } = next.history;
  const recounted =
    next.settings.convention !== before.settings.convention || next.settings.batch !== before.settings.batch;
  let model = before.model;
  const detached = detachedIn(next.scope);
  const otherView = detached !== model.detached || next.fileProblems !== before.fileProblems;
  if (document !== model.document || otherView) {
    model =
      sameMeaning(document, model.document) && !otherView
        ? { ...model, document }
        : modelOf(document, next.fileProblems, next.settings, detached, model);
  }
  if (recounted) model = recount(model, next.settings);
  const compared =
    recounted && next.compared
      ? { ...next.compared, model: recount(next.compared.model, next.settings) }
      : next.compared;
  const scope = scopeThatExists(model, next.scope);
  const redraw =
    model.document !== before.model.document ||
    model.drawing !== before.model.drawing ||
    scope !== before.scope ||
    next.expanded !== before.expanded ||
    next.moving !== before.moving ||
    next.settings.direction !== before.settings.direction;
  const scene = redraw ? draw({ ...next, model, scope }, before.scene) : before.scene;
  const selection = [...next.selection].every((id) => scene.byId.has(id))
    ? next.selection
    : new Set([...next.selection].filter((id) => scene.byId.has(id)));
  const wire =
    next.wire !== null && scene !== before.scene && !scene.wires.some(({ id }) => id === next.wire) ? null : next.wire;
  store.setState({ ...next, model, scope, scene, selection, wire, compared });
}

/** Whether two documents differ in view state alone. */
function sameMeaning(a: LoomDocument, b: LoomDocument): boolean {
  return a.nodes === b.nodes && a.blocks === b.blocks && a.params === b.params && a.name === b.name;
}

function scopeThatExists(model: Model, scope: string): string {
  let path = scope;
  while (path !== '' && model.drawing.placeAt(path) === null) path = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return path;
}

/**
 * Makes one edit as one undo step. With `token`, edits of the same gesture (keystrokes in a field, a drag) become one
 * step. Returns what is wrong with it, if anything.
 */
export function edit(
  label: string,
  change_: Edit,
  options: { readonly token?: string; readonly select?: ReadonlySet<string> } = {},
): readonly Problem[] {
  const state = get();
  const { token, select } = options;
  const continued = token !== undefined && state.gesture?.token === token;
  const base = continued ? state.gesture.base : state.history;
  const { history, problems } = commit(base, label, change_);
  const made = history !== base;
  change({
    history: !made && !continued ? state.history : history,
    ...(made && !continued ? { compared: { model: state.model, label } } : {}),
    gesture: token === undefined ? null : { token, base },
    moving: null,
    ...(select ? { selection: select } : {}),
  });
  return problems;
}

export function endGesture(): void {
  if (get().gesture) store.setState({ gesture: null });
}

export function undoStep(): void {
  const { history, model } = get();
  const label = history.past.at(-1)?.label;
  if (label !== undefined) change({ history: undo(history), gesture: null, compared: { model, label } });
}

export function redoStep(): void {
  const { history, model } = get();
  const label = history.future[0]?.label;
  if (label !== undefined) change({ history: redo(history), gesture: null, compared: { model, label } });
}

/** The file's name without its endings. */
export const stemOf = (name: string): string => name.replace(/(\.loom)?\.json$/i, '');

/** What a design's file is called that has no other name yet. */
export const designFileName = (name: string): string => `${name}.loom.json`;

/** A design without a file: what it would be called follows the design's name, as long as both are one. */
function renamed({ file, history }: AppState, name: string): OpenFile {
  const follows = file.path === null && stemOf(file.name) === history.document.name && name !== history.document.name;
  return follows ? { ...file, name: designFileName(name) } : file;
}

export const isEdited = ({ history, saved }: AppState): boolean => history.document !== saved;

let notices = 0;

export function say(text: string, tone: Notice['tone'] = 'info'): void {
  store.setState({ notice: { id: ++notices, tone, text } });
}

/** Shows a document, freshly opened. */
export function show(
  document: LoomDocument,
  file: OpenFile,
  fileProblems: readonly Problem[] = [],
  saved = true,
): void {
  change({
    screen: 'design',
    history: startHistory(document),
    saved: saved ? document : emptyDocument,
    file,
    fileProblems,
    scope: '',
    expanded: new Set(),
    selection: new Set(),
    wire: null,
    gesture: null,
    compared: null,
  });
}
