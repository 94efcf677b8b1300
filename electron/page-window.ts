import type * as Electron from 'electron';
import { pageOrigin } from './api.ts';
import { backgroundColor, windowOptions } from './window.ts';
import { loadWindowState, storeWindowState } from './window-state.ts';

type ElectronApi = Pick<typeof Electron, 'BrowserWindow' | 'nativeTheme' | 'screen'>;

export interface PageWindowHooks {
  /** The built preload script. */
  readonly preload: string;
  /** Keeps where the window was. */
  readonly dataFolder: string;
  readonly shown: () => void;
  /** Whether the user must be asked before the window goes. */
  readonly asks: () => boolean;
  /** Has the page ask; it calls `window.close` with what the user wants, or leaves the window open. */
  readonly ask: () => void;
  /** The page ended or was loaded anew: what it had not saved is offered to the page that follows. */
  readonly left: (page: number) => void;
  readonly closed: () => void;
}

/** Drafts are stored this long after the last edit at the latest, with some time for the disk. */
const DRAFT_MS = 600;
/** Waits before the page is loaded again, by how often it ended within the last half minute. */
const DELAYS_MS = [0, 0, 2000, 10_000];
const RECENTLY_MS = 30_000;

/**
 * The window with its one page: where it was the last time, loaded again when the page crashes, closed when its draft
 * is stored.
 */
export class PageWindow {
  readonly window: Electron.BrowserWindow;
  readonly #hooks: PageWindowHooks;
  #crashes: number[] = [];
  #canAnswer = true;
  #leaves = false;

  constructor({ BrowserWindow, nativeTheme, screen }: ElectronApi, hooks: PageWindowHooks) {
    this.#hooks = hooks;
    const { preload, dataFolder, shown, left, closed } = hooks;
    const screens = screen.getAllDisplays().map((display) => display.workArea);
    const state = loadWindowState(dataFolder, screens);
    const window = new BrowserWindow(windowOptions(state, preload, backgroundColor(nativeTheme)));
    this.window = window;
    const page = window.webContents.id;
    if (state.maximized) window.maximize();
    window.once('ready-to-show', () => {
      window.show();
      shown();
    });
    window.webContents.on('render-process-gone', (_, { reason }) => {
      left(page);
      if (reason !== 'clean-exit') this.#reload();
    });
    window.webContents.on('did-navigate', () => {
      this.#canAnswer = true;
      left(page);
    });
    window.on('unresponsive', () => (this.#canAnswer = false));
    window.on('responsive', () => (this.#canAnswer = true));
    window.on('close', (event) => this.#close(event));
    window.on('closed', closed);
    void window.loadURL(`${pageOrigin}/index.html`);
  }

  /** Unsaved work is a draft, which the next start offers. The window goes at once, the page when it has stored it. */
  leave(): void {
    this.#leaves = true;
    this.window.hide();
    setTimeout(() => this.window.destroy(), DRAFT_MS);
  }

  /** In front of the others, minimized or not. */
  raise(): void {
    if (this.window.isMinimized()) this.window.restore();
    this.window.focus();
  }

  #close(event: Pick<Electron.Event, 'preventDefault'>): void {
    storeWindowState(this.#hooks.dataFolder, this.window.getNormalBounds(), this.window.isMaximized());
    event.preventDefault();
    if (this.#leaves) return;
    if (!this.#canAnswer || !this.#hooks.asks()) return this.leave();
    this.raise();
    this.#hooks.ask();
  }

  #reload(): void {
    this.#canAnswer = false;
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < RECENTLY_MS), now];
    const delay = DELAYS_MS[Math.min(this.#crashes.length, DELAYS_MS.length) - 1];
    setTimeout(() => !this.window.isDestroyed() && this.window.webContents.reload(), delay);
  }
}
