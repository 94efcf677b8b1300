import { z } from 'zod';
import { wireProblem } from '../settings/wire-problem.ts';
import { type CallName, calls, fromEngine, type JobCall, lightCalls, toEngine, wanted } from './protocol.ts';

/**
 * What the page asks of whoever owns it (`layerloom serve` or Electron's main process): files, drafts, settings. The
 * engine's calls (protocol.ts) travel beside these on the same channel. Arrivals are validated with these schemas;
 * errors travel as problems.
 */

/** A design is a few hundred kilobytes; this is for the largest with worked-example weights. */
export const LONGEST_DESIGN = 16 * 1024 * 1024;
/** No ONNX file is larger: its format ends there. The design inside is what is read. */
export const LONGEST_ONNX = 2 ** 31 - 1;
/** Longest message of a page: a design, escaped as JSON. */
export const LONGEST_MESSAGE = 2 * LONGEST_DESIGN;

/** Of the page's WebSocket; the token follows it in the list of what the page offers. */
export const SOCKET_PROTOCOL = 'layerloom';

const path = z.string().min(1).max(4096);
const text = z.string().max(LONGEST_DESIGN);
const fileName = z.string().min(1).max(255);

/** What a chosen path is for; decides titles, file name filters and what a folder's listing shows. */
export const purpose = z.enum(['openDesign', 'saveDesign', 'saveOnnx', 'openImages', 'dataFolder', 'runFolder']);
export type Purpose = z.infer<typeof purpose>;

/**
 * What a file was when it was read or written: a save compares it, so that another program's changes are not
 * overwritten unasked.
 */
const revision = z.string().max(64);

export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  /** Code of a catalogue (`en`, `zh`); `system` follows the system's language. */
  language: z
    .string()
    .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{2,8})*$/)
    .catch('system'),
  /** The page's own preferences, by name. */
  view: z.record(z.string().max(64), z.json()).catch({}),
});
export type Settings = z.infer<typeof settings>;

const openedFile = z.object({ path, name: z.string(), text: z.string(), revision });
export type OpenedFile = z.infer<typeof openedFile>;

const draft = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  /** Where the design was last saved; null for one that never was. */
  path: path.nullable(),
  name: fileName,
  text,
  /** Of the file at `path` when it was last read or written. */
  revision: revision.nullable(),
});
export type Draft = z.infer<typeof draft>;

const entry = z.object({ name: z.string(), path, kind: z.enum(['folder', 'file']), modified: z.number() });
export type FolderEntry = z.infer<typeof entry>;

export const shellCalls = {
  hello: z.object({}),
  /** Reads a design that the user opened, or that lies below the chosen folder. */
  'files.read': z.object({ path }),
  /**
   * Atomic: what was there stays whole until the new text is. `revision`: what the file must still be; null overwrites
   * whatever it is.
   */
  'files.write': z.object({ path, text, revision: revision.nullable() }),
  'files.recent': z.object({}),
  'files.forget': z.object({ path }),
  /** For hosts without native dialogs: what lies in a folder below the chosen one, null for that one. */
  'files.list': z.object({ folder: path.nullable(), purpose }),
  /** For hosts with native dialogs. */
  'files.choose': z.object({ purpose, suggested: fileName.nullable() }),
  /** For hosts with native dialogs: a drawing or a table, where the user says. */
  'files.export': z.object({ suggested: fileName, bytes: z.instanceof(Uint8Array) }),
  /** Where a new run goes: a folder that does not exist yet. */
  'files.newRun': z.object({ name: fileName }),
  'drafts.store': draft,
  'drafts.remove': z.object({ id: draft.shape.id }),
  /** Drafts that a page, a host or the machine left behind when it ended. */
  'drafts.left': z.object({}),
  'settings.store': settings.partial(),
  /** Title and dirty marker of the window. */
  'window.show': z.object({ title: z.string().max(300), edited: z.boolean() }),
  /** The menu's commands with their texts, states and keys: native menus are built from them. */
  'window.menu': z.object({
    menus: z
      .array(
        z.object({
          title: z.string().max(100),
          items: z
            .array(
              z.union([
                z.object({
                  id: z.string().max(64),
                  title: z.string().max(200),
                  /** Electron's accelerator: `CmdOrCtrl+Shift+S`. */
                  key: z.string().max(64).exactOptional(),
                  enabled: z.boolean(),
                }),
                z.null(),
              ]),
            )
            .max(100),
        }),
      )
      .max(20),
  }),
  /**
   * The answer to the event `closing`. `goOn`: the window closes, the runs do not; `stop`: they end with a checkpoint.
   */
  'window.close': z.object({ runs: z.enum(['goOn', 'stop']) }),
} as const;

export type ShellCallName = keyof typeof shellCalls;
export type ShellParams<C extends ShellCallName> = z.infer<(typeof shellCalls)[C]>;

const nothing = z.object({});

export const shellResults = {
  hello: z.object({
    kind: z.enum(['browser', 'desktop']),
    version: z.string(),
    platform: z.string(),
    settings,
    /** A design that the host was started with. */
    open: path.nullable(),
    /** New runs lie in it: the `folder` of the call `runs`. */
    runsFolder: path,
    /** Bytes of memory of the machine, for totals against the device's. */
    memoryBytes: z.number(),
  }),
  'files.read': openedFile,
  'files.write': z.union([z.object({ revision }), z.object({ changed: z.literal(true) })]),
  'files.recent': z.object({ files: z.array(z.object({ path, name: z.string(), opened: z.number() })) }),
  'files.forget': nothing,
  'files.list': z.object({ folder: path, parent: path.nullable(), entries: z.array(entry) }),
  'files.choose': z.object({ path: path.nullable() }),
  'files.export': z.object({ path: path.nullable() }),
  'files.newRun': z.object({ path }),
  'drafts.store': nothing,
  'drafts.remove': nothing,
  'drafts.left': z.object({ drafts: z.array(draft.extend({ stored: z.number() })) }),
  'settings.store': nothing,
  'window.show': nothing,
  'window.menu': nothing,
  'window.close': nothing,
} as const satisfies Record<ShellCallName, z.ZodType>;
export type ShellResult<C extends ShellCallName> = z.infer<(typeof shellResults)[C]>;

export const engineStatus = z.enum(['starting', 'ready', 'restarting', 'failing']);
export type EngineStatus = z.infer<typeof engineStatus>;

const isJobCall = (name: CallName): name is JobCall => !(lightCalls as readonly CallName[]).includes(name);

/** A job that computes or waits for its turn, whichever page started it. */
export const activeJob = z.object({
  /** What `attach` names. */
  job: z.number().int(),
  call: z.enum((Object.keys(calls) as CallName[]).filter(isJobCall)),
  /** Name of the design or of the run. */
  title: z.string(),
  /** Folder that it writes, or that it reads; null where there is none, or none yet. */
  run: z.string().nullable(),
  state: z.enum(['queued', 'running']),
  wanted,
  /** Goes on when no page looks at it. */
  kept: z.boolean(),
  /** Milliseconds since 1970 when it was called. */
  called: z.number(),
});
export type ActiveJob = z.infer<typeof activeJob>;

/** What a host says on its own. */
export const shellEvent = z.discriminatedUnion('type', [
  /**
   * `restarting`: the process ended and a new one starts; `failing`: it ends again and again, and `detail` says how.
   */
  z.object({ type: z.literal('engine'), status: engineStatus, detail: z.string() }),
  /** All active jobs, in the order of their turns: when a page connects and at every change. */
  z.object({ type: z.literal('jobs'), jobs: z.array(activeJob).readonly() }),
  /** A file was double-clicked, or opened from the system. */
  z.object({ type: z.literal('openFile'), path }),
  /** A native menu's command. */
  z.object({ type: z.literal('command'), id: z.string() }),
  /** The window was told to close while runs go on: the page asks, and calls `window.close`, or does not. */
  z.object({ type: z.literal('closing') }),
]);
export type ShellEvent = z.infer<typeof shellEvent>;

/**
 * What Electron's preload script puts into the page, as `layerloomHost`: one function a question, and nothing else of
 * Electron.
 */
export interface WindowBridge {
  readonly ask: Readonly<Record<ShellCallName, (params: unknown) => Promise<unknown>>>;
  readonly onEvent: (listener: (event: unknown) => void) => void;
  /**
   * Where a file that the user dragged in and that may hold a design lies; the host may read it from then on. '' for
   * any other.
   */
  readonly pathOf: (file: object) => string;
  /** Makes the engine's port arrive as a message to the window: `layerloom-engine`. */
  readonly connectEngine: () => void;
}

/** A page's question to its host. */
export const ask = z.object({
  type: z.literal('ask'),
  id: z.number().int(),
  name: z.enum(Object.keys(shellCalls) as [ShellCallName, ...ShellCallName[]]),
  params: z.unknown(),
});

/**
 * What a page says on its line to the engine. A job belongs to the pages that called it or attached to it: when the
 * last of them goes, it is stopped at the step's end, unless it is kept.
 */
export const toLine = z.discriminatedUnion('type', [
  ...toEngine.options,
  /**
   * From now on this page gets the job's answers under `id` too, and controls it by it. First come the job's latest
   * `start` event (of a sweep, `design` before it) and the step events of the last seconds; `history` has what was
   * before.
   */
  z.object({ type: z.literal('attach'), id: z.number().int(), job: z.number().int() }),
  z.object({ type: z.literal('keep'), id: z.number().int(), kept: z.boolean() }),
]);
export type ToLine = z.infer<typeof toLine>;

/** What goes from the page to its host in one channel, and back. */
export const toHost = z.discriminatedUnion('type', [...toLine.options, ask]);
export type ToHost = z.infer<typeof toHost>;

export const fromHost = z.discriminatedUnion('type', [
  ...fromEngine.options,
  z.object({ type: z.literal('answer'), id: z.number().int(), result: z.unknown() }),
  z.object({ type: z.literal('refusal'), id: z.number().int(), problems: z.array(wireProblem).readonly() }),
  z.object({ type: z.literal('shell'), event: shellEvent }),
]);
export type FromHost = z.infer<typeof fromHost>;
