import { parseDocument } from '../../engine/design/parse.ts';
import { serializeDocument } from '../../engine/design/serialize.ts';
import { openPath, platform, showDraft } from './session.ts';
import { get, isEdited, show } from './store.ts';

const KEY = 'layerloom-open';

/** What a reload opens again: of an edited design its draft, of one with a file that, else the design itself. */
interface Left {
  readonly file: {
    readonly id: string;
    readonly path: string | null;
    readonly name: string;
    readonly revision: string | null;
  };
  readonly text: string;
  readonly edited: boolean;
}

/** Remembers what is open when the page goes, for this tab alone. Called once. */
export function rememberOpen(): void {
  window.addEventListener('pagehide', () => {
    const state = get();
    try {
      sessionStorage.removeItem(KEY);
      if (state.screen === 'start') return;
      const left: Left = {
        file: state.file,
        text: serializeDocument(state.history.document),
        edited: isEdited(state),
      };
      sessionStorage.setItem(KEY, JSON.stringify(left));
    } catch {
      // A tab that keeps nothing, or not so much, opens with the start page, which offers the draft.
    }
  });
}

/** After a reload, what was open before it; a page that is opened anew begins with the start page. */
export async function reopen(): Promise<void> {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const left = navigation?.type === 'reload' ? readLeft() : null;
  if (!left) return;
  const { file, text, edited } = left;
  if (edited) {
    showDraft({ ...file, text });
    // The draft on disk was of the page that went: from now on it is this one's.
    platform().drafts.store({ ...file, text });
  } else if (file.path !== null) await openPath(file.path);
  else {
    const { document, problems } = parseDocument(text, file.name);
    if (document) show(document, file, problems);
  }
}

function readLeft(): Left | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Left | null;
  } catch {
    return null;
  }
}
