import { ProblemError } from '../../engine/base/diagnostics.ts';
import { fileName } from '../../engine/base/file-name.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { parseDocument } from '../../engine/design/parse.ts';
import { serializeDocument } from '../../engine/design/serialize.ts';
import type { Draft } from '../../engine/host/shell-protocol.ts';
import { designText } from '../../engine/import/design-file.ts';
import { buildTemplate } from '../../engine/templates/build.ts';
import { problemText, text } from '../language/text.ts';
import { dialogs } from '../panels/dialogs.ts';
import type { DroppedFile, Platform } from '../platform/platform.ts';
import { openAtFirst } from '../scene/telling.ts';
import {
  type AppState,
  change,
  designFileName,
  emptyDocument,
  get,
  isEdited,
  type OpenFile,
  say,
  show,
  stemOf,
  store,
} from './store.ts';

let current: Platform | null = null;

export function platform(): Platform {
  if (!current) throw new Error('the platform is not there yet');
  return current;
}

const DRAFT_DELAY = 250;

/** Begins to keep drafts and to say in the window's title what is open. Called once. */
export function startSession(host: Platform): void {
  current = host;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const title = ({ screen, file }: AppState): string => (screen === 'start' ? 'Layerloom' : `${file.name} – Layerloom`);
  store.subscribe((state, before) => {
    if (state.history.document !== before.history.document && isEdited(state)) {
      clearTimeout(timer);
      timer = setTimeout(storeDraft, DRAFT_DELAY);
    }
    if (title(state) !== title(before) || isEdited(state) !== isEdited(before))
      host.window.show(title(state), isEdited(state));
  });
  window.addEventListener('pagehide', storeDraft);
}

function storeDraft(): void {
  const state = get();
  if (!isEdited(state) || state.screen === 'start') return;
  const { id, path, name, revision } = state.file;
  platform().drafts.store({ id, path, name, revision, text: serializeDocument(state.history.document) });
}

/** Says what went wrong where a person can mend it; anything else is a bug and goes on. */
export function tellError(error: unknown): void {
  if (!(error instanceof ProblemError)) throw error;
  say(error.problems.map(problemText).join(' '), 'error');
}

const freshId = (): string => crypto.randomUUID().slice(0, 18);

/** Asks first where changes would be lost. */
export function unlessEdited(run: () => void): void {
  const state = get();
  if (!isEdited(state) || state.screen === 'start') {
    run();
    return;
  }
  dialogs.setState({
    question: {
      title: text('file.unsavedTitle', { name: stemOf(state.file.name) }),
      text: text('file.unsavedText'),
      answers: [
        {
          label: text('file.dontSave'),
          tone: 'loses',
          run: () => {
            removeDraftWhenGone(state);
            run();
          },
        },
        { label: text('file.save'), tone: 'safe', run: () => void save(run).catch(tellError) },
      ],
    },
  });
}

/**
 * The draft of a drawing that was given up: it goes with the drawing, and stays where the drawing does, or is drawn on.
 */
function removeDraftWhenGone({ file: { id }, history }: AppState): void {
  const stop = store.subscribe((now) => {
    const isGone = now.file.id !== id || now.screen === 'start';
    if (!isGone && now.history.document === history.document) return;
    stop();
    if (isGone) platform().drafts.remove(id).catch(tellError);
  });
}

/**
 * A read file, which is shown in place of the drawing. What cannot be opened throws a ProblemError, and asks for
 * nothing.
 */
function offer(read: DroppedFile, shown: () => void = () => {}): void {
  const text = designText(new TextEncoder().encode(read.text), read.name);
  const { document, problems } = parseDocument(text, read.name);
  if (!document) throw new ProblemError(problems);
  unlessEdited(() => {
    show(document, { id: freshId(), ...fileOf(read) }, problems);
    shown();
  });
}

/** An ONNX file is not what its design is saved to: that has no file yet. */
function fileOf({ path, name, revision }: DroppedFile): Omit<OpenFile, 'id'> {
  const isModel = /\.onnx$/i.test(name);
  return isModel
    ? { path: null, name: designFileName(name.slice(0, -'.onnx'.length)), revision: null }
    : { path, name, revision };
}

/**
 * Reads first, and asks afterwards: who answers knows then that there is something to open. Null where the user changed
 * their mind.
 */
export async function openRead(read: () => Promise<DroppedFile | null>, shown?: () => void): Promise<void> {
  try {
    const file = await read();
    if (file) offer(file, shown);
  } catch (error) {
    tellError(error);
  }
}

/** A draft, as it was left. */
export function showDraft(draft: Draft): void {
  const { document, problems } = parseDocument(draft.text, draft.name);
  if (!document) return say(problems.map(problemText).join(' '), 'error');
  const { id, path, name, revision } = draft;
  show(document, { id, path, name, revision }, problems, false);
}

export const openFile = (): Promise<void> => openRead(() => platform().files.open());

export const openPath = (path: string): Promise<void> => openRead(() => platform().files.openPath(path));

export const openDropped = (dropped: File): Promise<void> => openRead(() => platform().files.openDropped(dropped));

export function openTemplate(spec: string): void {
  const { document, problems } = buildTemplate(spec);
  if (!document) {
    say(problems.map(problemText).join(' '), 'error');
    return;
  }
  show(document, { id: freshId(), path: null, name: designFileName(document.name), revision: null });
  change({ expanded: openAtFirst(get().model.drawing) });
}

/** An empty sheet. */
export function newDesign(): void {
  show(emptyDocument, { id: freshId(), path: null, name: 'untitled.loom.json', revision: null });
}

/** `then`: once everything is on disk. */
export async function save(then: () => void = () => {}, overwrite = false): Promise<void> {
  const { file, history } = get();
  if (file.path === null) return saveAs(then);
  const { path } = file;
  const contents = serializeDocument(history.document);
  const result = await platform().files.save(path, contents, overwrite ? null : file.revision);
  if (result.kind === 'saved')
    return saved(history.document, { path, name: file.name, revision: result.revision }, then);
  dialogs.setState({
    question: {
      title: text('file.changedTitle'),
      text: text('file.changedText'),
      answers: [
        { label: text('file.overwrite'), tone: 'loses', run: () => void save(then, true).catch(tellError) },
        { label: text('file.saveAs'), tone: 'safe', run: () => void saveAs(then).catch(tellError) },
      ],
    },
  });
}

/**
 * A design and its file that have one name keep it: the file's new one names the design too, and with it its runs and
 * exports.
 */
export async function saveAs(then: () => void = () => {}): Promise<void> {
  const { file } = get();
  const path = await platform().files.chooseSave(`${fileName(stemOf(file.name), 'untitled')}.loom.json`);
  if (path === null) return;
  const name = path.split(/[/\\]/).at(-1) ?? path;
  if (get().history.document.name === stemOf(file.name)) nameDesign(stemOf(name));
  const { document } = get().history;
  const { revision } = await platform().files.replace(path, serializeDocument(document));
  await saved(document, { path, name, revision }, then);
}

/** No step of its own: what is undone later keeps the name. */
function nameDesign(name: string): void {
  const { history } = get();
  if (name !== '' && name !== history.document.name)
    change({ history: { ...history, document: { ...history.document, name } } });
}

async function saved(
  document: LoomDocument,
  where: Pick<OpenFile, 'path' | 'name' | 'revision'>,
  then: () => void,
): Promise<void> {
  change({ saved: document, file: { ...get().file, ...where } });
  if (!isEdited(get())) await platform().drafts.remove(get().file.id);
  say(text('file.saved'));
  then();
}
