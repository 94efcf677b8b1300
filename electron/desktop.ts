import { join } from 'node:path';
import type * as Electron from 'electron';
import { z } from 'zod';
import { EngineProcess } from '../engine/host/shell/engine-process.ts';
import { problemsOf, Shell } from '../engine/host/shell/shell.ts';
import { ask, type ShellEvent } from '../engine/host/shell-protocol.ts';
import { channels, questions, scheme } from './api.ts';
import { relayEngine } from './engine-process.ts';
import { choosePath, designIn, exportFile, isDroppable } from './files.ts';
import { firstMenu, menuTemplate } from './menu.ts';
import { respond } from './page-protocol.ts';
import { PageWindow } from './page-window.ts';
import type { Parts } from './parts.ts';
import { backgroundColor, denyPermissions, isFromPage, lockDown } from './window.ts';

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

/** The desktop app: one window, its files and dialogs, and the engine's process. */
export class Desktop {
  readonly #electron: ElectronApi;
  readonly #environment: Environment;
  #window: PageWindow | null = null;
  #shell: Shell | null = null;
  #engine: EngineProcess | null = null;
  /** A design that was opened before the app was ready. */
  #opened: string | null;
  #ends = false;

  constructor(electron: ElectronApi, environment: Environment) {
    this.#electron = electron;
    this.#environment = environment;
    this.#opened = designIn(environment.argv.slice(1), environment.folder);
  }

  /**
   * Before the app is ready. Returns false where another instance has the window: it was told, and this one must end.
   */
  start(): boolean {
    const { app, Menu, protocol } = this.#electron;
    app.enableSandbox();
    if (!app.requestSingleInstanceLock()) {
      app.quit();
      return false;
    }
    const first = firstMenu(this.#environment.platform);
    Menu.setApplicationMenu(first && Menu.buildFromTemplate([...first]));
    protocol.registerSchemesAsPrivileged([
      { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
    app.on('second-instance', (_, argv, folder) => this.#openFile(designIn(argv.slice(1), folder)));
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#openFile(path);
    });
    app.on('web-contents-created', (_, contents) => lockDown(contents));
    app.on('activate', () => this.#raise());
    app.on('window-all-closed', () => this.#quitUnlessTraining());
    app.on('will-quit', (event) => {
      event.preventDefault();
      void this.#end();
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
    nativeTheme.on('updated', () => this.#window?.window.setBackgroundColor(backgroundColor(nativeTheme)));
    this.#openWindow(this.#shell);
    this.#engine = new EngineProcess(engine, (news) => {
      this.#tell(news);
      if (news.type === 'jobs' && !this.#window) this.#quitUnlessTraining();
    });
    this.#answerPages(this.#shell, this.#engine);
  }

  /** A run that the user lets go on outlives the window; the app ends with it. */
  #quitUnlessTraining(): void {
    if (!this.#engine?.isTraining) this.#electron.app.quit();
  }

  /**
   * A run is stopped with its checkpoint first: what the engine is made of may go with this process, as an AppImage's
   * files do.
   */
  async #end(): Promise<void> {
    this.#ends = true;
    this.#shell?.drafts.close();
    await this.#engine?.close();
    this.#electron.app.exit();
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
          this.#window?.window.setTitle(`${edited && platform !== 'darwin' ? '• ' : ''}${title}`);
          this.#window?.window.setDocumentEdited(edited);
          return {};
        },
        'window.close': ({ runs }) => {
          this.#engine?.settle(runs);
          this.#window?.leave();
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
      if (!isFromPage(event, this.#window?.window ?? null))
        return { problems: problemsOf(new Error('not from the page')) };
      const asked = ask.shape.name.safeParse(name);
      if (!asked.success || !(questions as readonly string[]).includes(asked.data)) {
        return { problems: problemsOf(new Error('there is no such question')) };
      }
      return shell.answer(asked.data, params, event.sender.id);
    });
    ipcMain.on(channels.dropped, (event, path: unknown) => {
      const dropped = z.string().min(1).max(4096).refine(isDroppable).safeParse(path);
      if (isFromPage(event, this.#window?.window ?? null) && dropped.success) shell.grants.allowFile(dropped.data);
    });
    ipcMain.on(channels.engine, (event) => {
      if (!isFromPage(event, this.#window?.window ?? null)) return;
      const { port1, port2 } = new MessageChannelMain();
      relayEngine(port1, engine, shell.grants);
      event.sender.postMessage(channels.engine, null, [port2]);
      for (const news of engine.news) event.sender.send(channels.event, news);
    });
  }

  #openWindow(shell: Shell): void {
    const { preload, dataFolder, shown } = this.#environment;
    this.#window = new PageWindow(this.#electron, {
      preload,
      dataFolder,
      shown,
      asks: () => this.#engine?.isTraining ?? false,
      ask: () => this.#tell({ type: 'closing' }),
      left: (page) => shell.drafts.release(page),
      closed: () => {
        this.#window = null;
      },
    });
  }

  #shown(): Electron.BrowserWindow {
    if (!this.#window) throw new Error('the window is closed');
    return this.#window.window;
  }

  #openFile(path: string | null): void {
    if (path !== null) {
      this.#opened = path;
      this.#shell?.offer(path);
      this.#tell({ type: 'openFile', path });
    }
    this.#raise();
  }

  /** Where the window was closed while a run goes on, there is a new one; where the app is ending, it starts again. */
  #raise(): void {
    if (this.#ends) this.#electron.app.relaunch();
    else if (this.#window) this.#window.raise();
    else if (this.#shell) this.#openWindow(this.#shell);
  }

  #tell(event: ShellEvent): void {
    this.#window?.window.webContents.send(channels.event, event);
  }
}
