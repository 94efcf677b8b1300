import { join } from 'node:path';
import type * as Electron from 'electron';
import { z } from 'zod';
import { EngineProcess } from '../engine/host/shell/engine-process.ts';
import { problemsOf, Shell } from '../engine/host/shell/shell.ts';
import { ask, type ShellEvent } from '../engine/host/shell-protocol.ts';
import { channels, pageOrigin, questions, scheme } from './api.ts';
import { relayEngine } from './engine-process.ts';
import { choosePath, designIn, exportFile } from './files.ts';
import { menuTemplate } from './menu.ts';
import { respond } from './page-protocol.ts';
import type { Parts } from './parts.ts';
import { backgroundColor, denyPermissions, isFromPage, lockDown, windowOptions } from './window.ts';
import { loadWindowState, storeWindowState } from './window-state.ts';

/** What of Electron is used; tests put their own in its place. */
export type ElectronApi = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'MessageChannelMain'
  | 'nativeTheme'
  | 'protocol'
  | 'screen'
  | 'session'
>;

export interface Environment {
  readonly parts: Parts;
  readonly platform: string;
  readonly argv: readonly string[];
  readonly folder: string;
  /** The built preload script. */
  readonly preload: string;
  readonly dataFolder: string;
  /** Called when the window shows. */
  readonly shown: () => void;
}

/** Drafts are stored this long after the last edit at the latest, with some time for the disk. */
const DRAFT_MS = 600;

/** The desktop app: one window, its files and dialogs, and the engine's process. */
export class Desktop {
  readonly #electron: ElectronApi;
  readonly #environment: Environment;
  #window: Electron.BrowserWindow | null = null;
  #shell: Shell | null = null;
  #engine: EngineProcess | null = null;
  /** A design that was opened before the app was ready. */
  #opened: string | null;

  constructor(electron: ElectronApi, environment: Environment) {
    this.#electron = electron;
    this.#environment = environment;
    this.#opened = designIn(environment.argv.slice(1), environment.folder);
  }

  /** Before the app is ready. Returns false where another instance has the window: it was told, and this one must end. */
  start(): boolean {
    const { app, protocol } = this.#electron;
    app.enableSandbox();
    if (!app.requestSingleInstanceLock()) {
      app.quit();
      return false;
    }
    protocol.registerSchemesAsPrivileged([
      { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
    app.on('second-instance', (_, argv, folder) => this.#openFile(designIn(argv.slice(1), folder)));
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#openFile(path);
    });
    app.on('web-contents-created', (_, contents) => lockDown(contents));
    app.on('window-all-closed', () => app.quit());
    app.on('will-quit', () => {
      void this.#engine?.close();
      this.#shell?.drafts.close();
    });
    void app.whenReady().then(() => this.#ready());
    return true;
  }

  #ready(): void {
    const { nativeTheme, protocol, session } = this.#electron;
    const { page, engine } = this.#environment.parts;
    protocol.handle(scheme, ({ url, method }) => respond(page, url, method));
    denyPermissions(session.defaultSession);
    this.#shell = this.#createShell();
    nativeTheme.themeSource = this.#shell.settings.load().theme;
    nativeTheme.on('updated', () => this.#window?.setBackgroundColor(backgroundColor(nativeTheme)));
    this.#openWindow();
    this.#engine = new EngineProcess(engine, (news) => this.#tell(news));
    this.#answerPages(this.#shell, this.#engine);
  }

  #createShell(): Shell {
    const { app, dialog, Menu, nativeTheme } = this.#electron;
    const { dataFolder, platform } = this.#environment;
    const runsFolder = join(app.getPath('documents'), 'Layerloom', 'runs');
    const shell: Shell = new Shell(
      { kind: 'desktop', dataFolder, folder: null, runsFolder, open: this.#opened },
      {
        'settings.store': (changes) => {
          shell.settings.store(changes);
          // Title bar, menus and dialogs follow, and the page's own `prefers-color-scheme`.
          if (changes.theme !== undefined) nativeTheme.themeSource = changes.theme;
          return {};
        },
        'files.choose': (params) => choosePath(dialog, this.#shown(), shell, params, platform),
        'files.export': (params) => exportFile(dialog, this.#shown(), params),
        'window.show': ({ title, edited }) => {
          this.#window?.setTitle(`${edited && platform !== 'darwin' ? '• ' : ''}${title}`);
          this.#window?.setDocumentEdited(edited);
          return {};
        },
        'window.menu': ({ menus }) => {
          const template = menuTemplate(menus, platform, (id) => this.#tell({ type: 'command', id }));
          Menu.setApplicationMenu(Menu.buildFromTemplate([...template]));
          return {};
        },
      },
    );
    return shell;
  }

  #answerPages(shell: Shell, engine: EngineProcess): void {
    const { ipcMain, MessageChannelMain } = this.#electron;
    ipcMain.handle(channels.ask, (event, name: unknown, params: unknown) => {
      if (!isFromPage(event, this.#window)) return { problems: problemsOf(new Error('not from the page')) };
      const asked = ask.shape.name.safeParse(name);
      if (!asked.success || !(questions as readonly string[]).includes(asked.data)) {
        return { problems: problemsOf(new Error('there is no such question')) };
      }
      return shell.answer(asked.data, params, event.sender.id);
    });
    ipcMain.on(channels.dropped, (event, path: unknown) => {
      const dropped = z.string().min(1).max(4096).safeParse(path);
      if (isFromPage(event, this.#window) && dropped.success) shell.grants.allowFile(dropped.data);
    });
    ipcMain.on(channels.engine, (event) => {
      if (!isFromPage(event, this.#window)) return;
      const { port1, port2 } = new MessageChannelMain();
      relayEngine(port1, engine, shell.grants);
      event.sender.postMessage(channels.engine, null, [port2]);
      for (const news of engine.news) event.sender.send(channels.event, news);
    });
  }

  #openWindow(): void {
    const { BrowserWindow, nativeTheme, screen } = this.#electron;
    const { preload, dataFolder, shown } = this.#environment;
    const screens = screen.getAllDisplays().map((display) => display.workArea);
    const state = loadWindowState(dataFolder, screens);
    const window = new BrowserWindow(windowOptions(state, preload, backgroundColor(nativeTheme)));
    this.#window = window;
    if (state.maximized) window.maximize();
    const page = window.webContents.id;
    window.once('ready-to-show', () => {
      window.show();
      shown();
    });
    window.webContents.on('render-process-gone', (_, { reason }) => {
      // What the page had not saved is offered by the page that follows.
      this.#shell?.drafts.release(page);
      if (reason !== 'clean-exit') window.webContents.reload();
    });
    window.webContents.on('did-navigate', () => this.#shell?.drafts.release(page));
    window.on('close', (event) => {
      storeWindowState(dataFolder, window.getNormalBounds(), window.isMaximized());
      if (!window.isVisible()) return;
      // Nothing is asked: unsaved work is a draft, which the next start offers. The window goes at once, the page when it has stored it.
      event.preventDefault();
      window.hide();
      setTimeout(() => window.destroy(), DRAFT_MS);
    });
    window.on('closed', () => {
      this.#window = null;
    });
    void window.loadURL(`${pageOrigin}/index.html`);
  }

  #shown(): Electron.BrowserWindow {
    if (!this.#window) throw new Error('the window is closed');
    return this.#window;
  }

  #openFile(path: string | null): void {
    if (path !== null) {
      this.#opened = path;
      this.#shell?.offer(path);
      this.#tell({ type: 'openFile', path });
    }
    if (this.#window?.isMinimized()) this.#window.restore();
    this.#window?.focus();
  }

  #tell(event: ShellEvent): void {
    this.#window?.webContents.send(channels.event, event);
  }
}
