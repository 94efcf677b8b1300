import { ProblemError } from '../../engine/base/diagnostics.ts';
import { parseDocument } from '../../engine/design/parse.ts';
import { serializeDocument } from '../../engine/design/serialize.ts';
import { buildTemplate } from '../../engine/templates/build.ts';
import { problemText, text } from '../language/text.ts';
import { dialogs } from '../panels/dialogs.ts';
import type { Platform } from '../platform/platform.ts';
import { type AppState, change, emptyDocument, get, isEdited, say, show, store } from './store.ts';

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
      title: text('file.unsavedTitle'),
      text: text('file.unsavedText'),
      yes: text('file.discard'),
      run: () => {
        void platform().drafts.remove(state.file.id);
        run();
      },
    },
  });
}

export function showText(
  contents: string,
  file: { readonly path: string | null; readonly name: string; readonly revision: string | null },
  id = freshId(),
  saved = true,
): void {
  const { document, problems } = parseDocument(contents, file.name);
  if (!document) {
    say(problems.map(problemText).join(' '), 'error');
    return;
  }
  show(document, { id, ...file }, problems, saved);
}

export async function openFile(): Promise<void> {
  const file = await platform().files.open();
  if (file) showText(file.text, file);
}

export async function openPath(path: string): Promise<void> {
  const file = await platform().files.openPath(path);
  showText(file.text, file);
}

export async function openDropped(dropped: File): Promise<void> {
  const file = await platform().files.openDropped(dropped);
  showText(file.text, file);
}

export function openTemplate(spec: string): void {
  const { document, problems } = buildTemplate(spec);
  if (!document) {
    say(problems.map(problemText).join(' '), 'error');
    return;
  }
  show(document, { id: freshId(), path: null, name: `${document.name}.loom.json`, revision: null });
}

/** An empty sheet. */
export function newDesign(): void {
  show(emptyDocument, { id: freshId(), path: null, name: 'untitled.loom.json', revision: null });
}

export async function save(overwrite = false): Promise<void> {
  const { file, history } = get();
  if (file.path === null) return saveAs();
  const contents = serializeDocument(history.document);
  const result = await platform().files.save(file.path, contents, overwrite ? null : file.revision);
  if (result.kind === 'changed') {
    dialogs.setState({
      question: {
        title: text('file.changedTitle'),
        text: text('file.changedText'),
        yes: text('file.overwrite'),
        run: () => void save(true).catch(tellError),
      },
    });
    return;
  }
  change({ saved: history.document, file: { ...file, revision: result.revision } });
  await platform().drafts.remove(file.id);
  say(text('file.saved'));
}

export async function saveAs(): Promise<void> {
  const { file, history } = get();
  const opened = await platform().files.saveAs(file.name, serializeDocument(history.document));
  if (!opened) return;
  change({
    saved: history.document,
    file: { ...file, path: opened.path, name: opened.name, revision: opened.revision },
  });
  await platform().drafts.remove(file.id);
  say(text('file.saved'));
}
