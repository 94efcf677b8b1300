import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import { fileName } from '../../base/file-name.ts';
import { version } from '../../base/version.ts';
import { type ShellCallName, type ShellParams, type ShellResult, shellCalls } from '../shell-protocol.ts';
import { readDesign, writeDesign } from './documents.ts';
import { Drafts, type PageId } from './drafts.ts';
import { Grants } from './grants.ts';
import { Recents } from './recents.ts';
import { SettingsFile } from './settings-file.ts';

export interface ShellOptions {
  readonly kind: 'browser' | 'desktop';
  /** For drafts, settings and recent files. */
  readonly dataFolder: string;
  /** What pages may use without asking; null: only what was chosen one by one. */
  readonly folder: string | null;
  /** New runs lie in it. */
  readonly runsFolder: string;
  /** A design to open at the start. */
  readonly open: string | null;
}

type Handler<C extends ShellCallName> = (
  params: ShellParams<C>,
  page: PageId,
) => ShellResult<C> | Promise<ShellResult<C>>;

/** What a host answers; a question that it has no handler for is refused. */
export type Handlers = { readonly [C in ShellCallName]?: Handler<C> };

export type Answer = { readonly result: unknown } | { readonly problems: readonly Problem[] };

/** What every host does for its pages: files, drafts, settings. */
export class Shell {
  readonly grants: Grants;
  readonly drafts: Drafts;
  readonly recents: Recents;
  readonly settings: SettingsFile;
  readonly #handlers: Handlers;
  #open: string | null = null;

  constructor(options: ShellOptions, own: Handlers = {}) {
    this.grants = new Grants(options.folder);
    this.drafts = new Drafts(options.dataFolder);
    this.recents = new Recents(options.dataFolder);
    this.settings = new SettingsFile(options.dataFolder);
    // Where a folder is served it lies below that: a link there that leads elsewhere was perhaps not made by the user.
    if (options.folder === null) this.grants.allowTree(options.runsFolder);
    for (const { path } of this.recents.list()) this.grants.allowFile(path);
    if (options.open !== null) this.offer(options.open);
    this.#handlers = { ...this.#common(options), ...own };
  }

  /** The user opened this design: a page that starts from now on shows it. */
  offer(path: string): void {
    this.grants.allowFile(path);
    this.#open = path;
  }

  /** Validates the arguments and answers. Never throws: what is a bug is said as one. */
  async answer(name: ShellCallName, params: unknown, page: PageId): Promise<Answer> {
    try {
      return { result: await this.#handle(name, params, page) };
    } catch (error) {
      return { problems: problemsOf(error) };
    }
  }

  async #handle<C extends ShellCallName>(name: C, params: unknown, page: PageId): Promise<ShellResult<C>> {
    const handler: Handler<C> | undefined = this.#handlers[name];
    const parsed = shellCalls[name].safeParse(params);
    if (!parsed.success) throw refused(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '));
    if (!handler) throw refused(`${name} is not offered here`);
    return handler(parsed.data as ShellParams<C>, page);
  }

  #common({ kind, runsFolder }: ShellOptions): Handlers {
    return {
      hello: () => ({
        kind,
        open: this.#open,
        runsFolder,
        version,
        platform: process.platform,
        settings: this.settings.load(),
        memoryBytes: totalmem(),
      }),
      'files.read': ({ path }) => {
        const file = readDesign(this.grants.check(path));
        this.recents.add(file.path);
        return file;
      },
      'files.write': ({ path, text, revision }) => {
        const real = this.grants.check(path);
        const written = writeDesign(real, text, revision);
        this.recents.add(real);
        return written;
      },
      'files.recent': () => ({ files: [...this.recents.list()] }),
      'files.forget': ({ path }) => {
        this.recents.forget(path);
        return {};
      },
      'files.newRun': ({ name }) => ({ path: freeFolder(runsFolder, name) }),
      'drafts.store': (draft, page) => {
        this.drafts.store(draft, page);
        return {};
      },
      'drafts.remove': ({ id }) => {
        this.drafts.remove(id);
        return {};
      },
      'drafts.left': () => ({ drafts: [...this.drafts.left()] }),
      'settings.store': (changes) => {
        this.settings.store(changes);
        return {};
      },
      'window.show': () => ({}),
      'window.menu': () => ({}),
    };
  }
}

/** What was thrown, as data; what is no problem of a person is a bug, and said as one. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ProblemError) return error.problems;
  return [problem('engine.failed', '', { reason: error instanceof Error ? error.message : String(error) })];
}

function refused(reason: string): ProblemError {
  return new ProblemError([problem('host.refused', '', { reason })]);
}

/** `<folder>/<name>-<n>` with the first number that is free; of the name only what is fit for any file system. */
function freeFolder(folder: string, name: string): string {
  const plain = fileName(basename(name).replace(/(\.loom)?\.json$/i, ''), 'run');
  for (let n = 1; ; n++) {
    const path = join(folder, `${plain}-${n}`);
    if (!existsSync(path)) return path;
  }
}
