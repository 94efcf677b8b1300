import type { CallInput, CallName, CallResult, JobCall, JobEvent, Wanted } from '../../engine/host/protocol.ts';
import type {
  ActiveJob,
  Draft,
  EngineStatus,
  OpenedFile,
  Purpose,
  Settings,
} from '../../engine/host/shell-protocol.ts';
import type { Refusal } from './channel.ts';

/**
 * What the page needs of the world around it, the same in Electron and in a browser on `layerloom serve`.
 * `createPlatform()` (create-platform.ts) finds out which. Every promise rejects with a ProblemError for what a person
 * can mend (`describe` gives the text): `file.*`, `engine.*`, `host.gone`, and the engine's own.
 */
export interface Platform {
  readonly host: HostInfo;
  readonly files: Files;
  readonly drafts: Drafts;
  readonly settings: SettingsStore;
  readonly engine: Engine;
  readonly window: HostWindow;
}

export interface HostInfo {
  readonly kind: 'browser' | 'desktop';
  readonly version: string;
  /** `darwin`, `win32`, `linux`: decides ⌘ or Ctrl. */
  readonly platform: string;
  /** As the system says it: `zh-CN`. */
  readonly systemLanguage: string;
  readonly memoryBytes: number;
  /** New runs lie in it. */
  readonly runsFolder: string;
  /** A design to open at the start, from the command line or a double click; null shows the start page. */
  readonly open: string | null;
}

export interface Files {
  /**
   * Asks for a design; null where the user changed their mind. Nothing is parsed: `parseDocument(text, name)` does
   * that.
   */
  open(): Promise<OpenedFile | null>;
  /** A recent file, `host.open`, or one from `window.onOpenFile`. */
  openPath(path: string): Promise<OpenedFile>;
  /**
   * A file that was dragged in. `path` and `revision` are null where the host cannot know where it lies: save then
   * asks.
   */
  openDropped(file: File): Promise<DroppedFile>;
  /**
   * `revision`: the one that came with the text; null overwrites. `changed`: another program wrote the file meanwhile,
   * nothing was written.
   */
  save(path: string, text: string, revision: string | null): Promise<SaveResult>;
  /** Asks where a design goes; null where the user changed their mind. What lies there may be replaced. */
  chooseSave(suggestedName: string): Promise<string | null>;
  replace(path: string, text: string): Promise<{ readonly revision: string }>;
  /** Latest first. */
  recent(): Promise<readonly RecentFile[]>;
  forget(path: string): Promise<void>;
  /** Asks for a path for the engine (ONNX file, data set, run, images); null where the user changed their mind. */
  choose(purpose: Exclude<Purpose, 'openDesign' | 'saveDesign'>, suggestedName?: string): Promise<string | null>;
  /** A folder for the `out` of a new run. */
  newRun(name: string): Promise<string>;
  /**
   * A drawing or a table: a save dialog in Electron, a download in a browser. False where the user changed their mind.
   */
  exportFile(suggestedName: string, content: string | Uint8Array, mimeType: string): Promise<boolean>;
}

export type DroppedFile = Omit<OpenedFile, 'path' | 'revision'> & {
  readonly path: string | null;
  readonly revision: string | null;
};

export type SaveResult =
  | { readonly kind: 'saved'; readonly revision: string }
  /** The file is not what it was when it was read: nothing was written. Ask, then save with revision null. */
  | { readonly kind: 'changed' };

export interface RecentFile {
  readonly path: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly opened: number;
}

export interface Drafts {
  /**
   * Puts the unsaved state on disk. Call it after every edit: writes are merged, the last one wins. `id`: one for each
   * open document.
   */
  store(draft: Draft): void;
  /** After a save, or when the user discards changes. */
  remove(id: string): Promise<void>;
  /**
   * What was left behind by a crash, a kill, a closed tab: offer these at the start. `stored`: milliseconds since 1970.
   */
  left(): Promise<readonly (Draft & { readonly stored: number })[]>;
}

export interface SettingsStore {
  /** As they were at the start and as `store` changed them since. */
  current(): Settings;
  store(changes: Partial<Settings>): void;
}

export interface Engine {
  /**
   * Starts a call; `onEvent` gets what the job reports, in order. `result` rejects with a ProblemError: the job's
   * problems, `engine.died` when the process ended meanwhile (it is restarted), `engine.cancelled` for a call that was
   * stopped before it had a result, or `engine.failed` for a bug. When the page goes, the call is stopped at the step's
   * end, unless it is kept.
   */
  call<C extends CallName>(name: C, params: CallInput<C>, onEvent?: (event: EngineEvent) => void): EngineCall<C>;
  /**
   * Looks at a job that another page started, or this one before it was loaded anew: from now on as if it had been
   * called here. First come its `start` event and the steps of the last seconds; steps before those are in `history`,
   * asked for after this. `engine.noJob`: it is over.
   */
  attach<C extends JobCall>(
    job: ActiveJob & { readonly call: C },
    onEvent?: (event: EngineEvent) => void,
  ): EngineCall<C>;
  /** What the engine computes, and what waits for its turn, of all pages. */
  jobs(): readonly ActiveJob[];
  /** Returns how to stop listening. */
  onJobs(listener: (jobs: readonly ActiveJob[]) => void): () => void;
  status(): EngineState;
  /** Returns how to stop listening. */
  onStatus(listener: (state: EngineState) => void): () => void;
}

export interface EngineCall<C extends CallName> {
  readonly result: Promise<CallResult<C>>;
  control(wanted: Wanted): void;
  /** Whether the job goes on when no page looks at it any more; false at first. */
  keep(kept: boolean): void;
}

export type EngineEvent =
  | JobEvent
  | { readonly type: 'queued'; readonly ahead: number }
  | { readonly type: 'started' }
  | { readonly type: 'acknowledged'; readonly wanted: Wanted };

/**
 * `unreachable`: the host itself (`layerloom serve`) is gone; the page tries to reach it again. `otherStart`: it was
 * started anew, and this page's address is of the start before. `full`: it has as many windows as it takes.
 */
export interface EngineState {
  readonly status: EngineStatus | 'unreachable' | Refusal;
  /** What the process said last, for `restarting` and `failing`. */
  readonly detail: string;
}

export interface HostWindow {
  /** Window and tab title, and the dirty marker. */
  show(title: string, edited: boolean): void;
  /** The menus, for Electron; a browser ignores them. Chosen items arrive at `onCommand`. */
  setMenus(menus: readonly Menu[]): void;
  onCommand(listener: (id: string) => void): () => void;
  /** Double-clicked in the system while the app is open. */
  onOpenFile(listener: (path: string) => void): () => void;
  /**
   * The window was told to close while runs go on: the listener asks, and calls `close`, or leaves it open. A browser
   * does not say.
   */
  onClosing(listener: () => void): () => void;
  /** Closes the window; the runs go on without it, or stop with a checkpoint. */
  close(runs: 'goOn' | 'stop'): void;
}

export interface Menu {
  readonly title: string;
  /** null is a separator. */
  readonly items: readonly ({
    readonly id: string;
    readonly title: string;
    /** Electron's accelerator: `CmdOrCtrl+Shift+S`. */
    readonly key?: string;
    readonly enabled: boolean;
  } | null)[];
}
