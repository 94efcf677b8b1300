import { EventEmitter } from 'node:events';
import type { ElectronApi } from '../../electron/desktop.ts';

interface WindowOptions {
  readonly backgroundColor: string;
  readonly webPreferences: Record<string, unknown>;
}

type Handler = (...args: unknown[]) => unknown;

/** A window that shows nothing, and records what is done with it. */
export class FakeWindow extends EventEmitter {
  readonly sent: unknown[][] = [];
  /** Where there is a page: what it is told. */
  onSent: (event: unknown) => void = () => {};
  readonly ports: unknown[] = [];
  readonly calls: string[] = [];
  title = '';
  visible = false;
  openHandler: Handler = () => undefined;
  readonly webContents = Object.assign(new EventEmitter(), {
    id: 7,
    send: (...message: unknown[]) => {
      this.sent.push(message);
      this.onSent(message[1]);
    },
    postMessage: (_: string, __: unknown, ports: unknown[]) => this.ports.push(...ports),
    reload: () => this.calls.push('reload'),
    setWindowOpenHandler: (handler: Handler) => {
      this.openHandler = handler;
    },
  });
  readonly options: WindowOptions;

  constructor(options: WindowOptions) {
    super();
    this.options = options;
  }

  show = (): void => {
    this.visible = true;
  };
  hide = (): void => {
    this.visible = false;
  };
  isDestroyed = (): boolean => this.calls.includes('destroy');
  isMinimized = (): boolean => false;
  isMaximized = (): boolean => false;
  maximize = (): void => {
    this.calls.push('maximize');
  };
  focus = (): void => {
    this.calls.push('focus');
  };
  destroy = (): void => {
    this.calls.push('destroy');
    this.emit('closed');
  };
  setTitle = (title: string): void => {
    this.title = title;
  };
  setBackgroundColor = (colour: string): void => {
    this.calls.push(colour);
  };
  setDocumentEdited = (): void => {};
  getNormalBounds = (): object => ({ x: 10, y: 20, width: 1200, height: 700 });
  loadURL = (address: string): Promise<void> => {
    this.calls.push(address);
    return Promise.resolve();
  };
}

/** The parts of Electron that the app uses, without a screen. */
export class FakeElectron {
  readonly app = Object.assign(new EventEmitter(), {
    enableSandbox: () => {
      this.isSandboxed = true;
    },
    requestSingleInstanceLock: () => this.isFirst,
    whenReady: () => Promise.resolve(),
    quit: () => {
      this.hasQuit = true;
    },
    exit: () => {
      this.hasEnded = true;
    },
    relaunch: () => {
      this.startsAgain = true;
    },
    getPath: () => this.documents,
  });
  readonly handlers = new Map<string, Handler>();
  readonly listeners = new EventEmitter();
  readonly ipcMain = {
    handle: (channel: string, handler: Handler) => this.handlers.set(channel, handler),
    on: (channel: string, listener: Handler) => this.listeners.on(channel, listener),
  };
  readonly dialogs: unknown[] = [];
  readonly dialog = {
    showOpenDialog: (_: unknown, options: unknown) => this.#dialog(options),
    showSaveDialog: (_: unknown, options: unknown) => this.#dialog(options),
  };
  readonly Menu = {
    buildFromTemplate: (template: unknown) => template,
    setApplicationMenu: (menu: unknown) => {
      this.menu = menu;
    },
  };
  readonly nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false, themeSource: 'system' });
  readonly screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };
  readonly protocol = {
    registerSchemesAsPrivileged: (schemes: unknown[]) => this.schemes.push(...schemes),
    handle: (_: string, handler: (request: { url: string; method: string }) => Response) => {
      this.respond = handler;
    },
  };
  readonly schemes: unknown[] = [];
  readonly permissions: Record<string, Handler> = {};
  readonly session = {
    defaultSession: {
      setPermissionRequestHandler: (handler: Handler) => {
        this.permissions['request'] = handler;
      },
      setPermissionCheckHandler: (handler: Handler) => {
        this.permissions['check'] = handler;
      },
      setDevicePermissionHandler: (handler: Handler) => {
        this.permissions['device'] = handler;
      },
    },
  };
  readonly MessageChannelMain = FakeChannel;
  readonly BrowserWindow: unknown;
  documents: string;
  respond: (request: { url: string; method: string }) => Response = () => new Response();
  window: FakeWindow | null = null;
  /** What the user chooses in every dialog; null changes their mind. */
  chosen: string | null = null;
  /** In the next ones first of all. */
  readonly choices: string[] = [];
  menu: unknown = 'of Electron itself: reload, developer tools, links to the web';
  isFirst = true;
  isSandboxed = false;
  hasQuit = false;
  hasEnded = false;
  startsAgain = false;

  constructor(documents: string) {
    this.documents = documents;
    const created = (window: FakeWindow): void => {
      this.window = window;
      this.app.emit('web-contents-created', {}, window.webContents);
    };
    this.BrowserWindow = class extends FakeWindow {
      constructor(options: WindowOptions) {
        super(options);
        created(this);
      }
    };
  }

  /** As Electron does when all windows are closed and nothing kept the app. */
  async end(): Promise<void> {
    this.app.emit('will-quit', { preventDefault: () => {} });
    while (!this.hasEnded) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  get api(): ElectronApi {
    return this as unknown as ElectronApi;
  }

  /** As the page's preload script would ask. */
  async ask(
    name: unknown,
    params: unknown,
    url = 'layerloom://app/index.html',
    parent: unknown = null,
  ): Promise<unknown> {
    const event = { sender: this.window?.webContents, senderFrame: { url, parent } };
    return this.handlers.get('layerloom:ask')?.(event, name, params);
  }

  tell(channel: string, value?: unknown, url = 'layerloom://app/index.html'): void {
    this.listeners.emit(channel, { sender: this.window?.webContents, senderFrame: { url, parent: null } }, value);
  }

  #dialog(options: unknown): Promise<object> {
    this.dialogs.push(options);
    const chosen = this.choices.shift() ?? this.chosen;
    const canceled = chosen === null;
    return Promise.resolve({ canceled, filePath: chosen ?? '', filePaths: canceled ? [] : [chosen] });
  }
}

export class FakePort extends EventEmitter {
  other: FakePort | null = null;
  readonly arrived: unknown[] = [];
  start = (): void => {};
  /** As the other end would. */
  say = (data: unknown): void => {
    this.other?.emit('message', { data });
  };
  postMessage = (data: unknown): void => {
    this.other?.arrived.push(data);
    this.other?.emit('message', { data });
  };
}

class FakeChannel {
  readonly port1 = new FakePort();
  readonly port2 = new FakePort();
  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}
