import './platform/language-tag.ts';
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './theme/tokens.css';
import './theme/base.css';
import { createRoot } from 'react-dom/client';
import { ProblemError } from '../engine/base/diagnostics.ts';
import { App } from './app.tsx';
import { acceleratorOf } from './commands/command.ts';
import { isEnabled, menuItems, menuNames } from './commands/index.ts';
import { leaveKeysToInputMethods } from './commands/input-method.ts';
import { runFromNativeMenu } from './commands/keys.ts';
import { chosenLanguage } from './language/languages.ts';
import { switchLanguage } from './language/switch.ts';
import { languageStore, problemText, text } from './language/text.ts';
import { Refused } from './panels/refused.tsx';
import { createPlatform } from './platform/create-platform.ts';
import type { Platform } from './platform/platform.ts';
import { askBeforeClosing } from './state/closing.ts';
import { watchGradients } from './state/gradients.ts';
import { rememberOpen, reopen } from './state/reopen.ts';
import { watchRuns } from './state/runs.ts';
import { openPath, startSession } from './state/session.ts';
import { store } from './state/store.ts';
import { watchJobs } from './state/training.ts';
import { setTheme } from './theme/theme.ts';
import { watchTour } from './tour/tour.ts';

leaveKeysToInputMethods();
setTheme('system');
const platform = await createPlatform(() => languageStore.getState().engine).catch(sayRefused);
const settings = platform.settings.current();
setTheme(settings.theme);
await switchLanguage(chosenLanguage(settings.language, platform.host.systemLanguage));
startSession(platform);
watchJobs();
watchRuns();
watchGradients();
watchTour();
offerMenus(platform);
askBeforeClosing(platform.window);
rememberOpen();
if (platform.host.open !== null) await openPath(platform.host.open);
await reopen();
createRoot(rootElement()).render(<App />);

function rootElement(): HTMLElement {
  const element = document.getElementById('root');
  if (!element) throw new Error('the page has no place for the app');
  return element;
}

/** The host does not want this page, which has nothing else to show. */
async function sayRefused(error: unknown): Promise<never> {
  if (!(error instanceof ProblemError)) throw error;
  await switchLanguage(chosenLanguage('system', navigator.language));
  const says = error.problems.map(problemText).join(' ');
  createRoot(rootElement()).render(<Refused says={says} />);
  return new Promise(() => {});
}

/** Native menus have the same commands; they are told anew when what is possible changes. */
function offerMenus({ window }: Platform): void {
  let last = '';
  const tell = (): void => {
    const menus = menuNames.map((name) => ({
      title: text(`menu.${name}`),
      items: menuItems(name).map((command) => {
        if (command === null) return null;
        const item = { id: command.id, title: text(command.title), enabled: isEnabled(command) };
        return command.keys === undefined ? item : Object.assign(item, { key: acceleratorOf(command.keys) });
      }),
    }));
    const now = JSON.stringify(menus);
    if (now === last) return;
    last = now;
    window.setMenus(menus);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(tell, 300);
  };
  tell();
  store.subscribe(later);
  languageStore.subscribe(later);
  window.onCommand(runFromNativeMenu);
  window.onOpenFile((path) => void openPath(path));
}
