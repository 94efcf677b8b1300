import type { BrowserWindow, BrowserWindowConstructorOptions, NativeTheme, Session, WebContents } from 'electron';
import { pageOrigin } from './api.ts';
import { smallest, type WindowState } from './window-state.ts';

/** The page's own paper, shown until it is painted. */
export const paper = { light: '#f4f5f8', dark: '#0e1117' } as const;

export function backgroundColor({ shouldUseDarkColors }: Pick<NativeTheme, 'shouldUseDarkColors'>): string {
  return shouldUseDarkColors ? paper.dark : paper.light;
}

/** A page of the window's own: no Node, a sandbox, and scripts that cannot reach the preload script's. */
export function windowOptions(
  state: WindowState,
  preload: string,
  background: string,
): BrowserWindowConstructorOptions {
  const { maximized: _maximized, ...bounds } = state;
  return {
    ...bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Layerloom',
    backgroundColor: background,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  };
}

/** The page stays where it is, opens nothing, and embeds nothing. */
export function lockDown(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    if (!isPage(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isPage(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** No camera, no location, no notifications …: the page may put text on the clipboard, which copying a table does. */
export function denyPermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
): void {
  const isAllowed = (permission: string): boolean => permission === 'clipboard-sanitized-write';
  session.setPermissionRequestHandler((_, permission, answer) => answer(isAllowed(permission)));
  session.setPermissionCheckHandler((_, permission) => isAllowed(permission));
  session.setDevicePermissionHandler(() => false);
}

export interface Sender {
  readonly sender: unknown;
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** Whether a message comes from the top frame of our window while it shows our page. */
export function isFromPage(
  { sender, senderFrame }: Sender,
  window: Pick<BrowserWindow, 'webContents'> | null,
): boolean {
  return window !== null && sender === window.webContents && senderFrame?.parent === null && isPage(senderFrame.url);
}

function isPage(address: string): boolean {
  return address === pageOrigin || address.startsWith(`${pageOrigin}/`);
}
