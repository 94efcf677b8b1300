import { basename } from 'node:path';
import type { ProblemCode } from '../../base/catalogue/index.ts';
import { type CallName, calls, type FromEngine, type LightCall, lightCalls, type Wanted } from '../protocol.ts';
import type { ActiveJob } from '../shell-protocol.ts';

/** Who gets a job's answers, under a number of their own. */
export interface Watcher {
  readonly id: number;
  readonly send: (message: FromEngine) => void;
}

/** Longer than the trainer keeps steps from the disk: who attaches misses none. */
const RECENT_MS = 5000;
const MOST_RECENT = 2000;

const isLight = (name: CallName): name is LightCall => (lightCalls as readonly CallName[]).includes(name);

/** A call that is under way in the engine, with the pages that look at it. */
export class EngineJob {
  readonly id: number;
  readonly call: CallName;
  readonly watchers = new Set<Watcher>();
  /** Goes on when no page looks at it. */
  kept = false;
  wanted: Wanted = 'run';
  readonly #called = Date.now();
  #state: ActiveJob['state'] = 'queued';
  #title: string;
  #run: string | null;
  /** The latest event of each kind that says what follows it. */
  readonly #headings: { design?: FromEngine; start?: FromEngine } = {};
  /** What came of the designs of a sweep that are done. */
  readonly #points: FromEngine[] = [];
  readonly #told = new Set<ProblemCode>();
  readonly #recent: { readonly at: number; readonly message: FromEngine }[] = [];

  constructor(id: number, call: CallName, params: unknown) {
    this.id = id;
    this.call = call;
    ({ title: this.#title, run: this.#run } = subjectOf(call, params));
  }

  /** Adds a page in the middle of the job, and tells it where the job stands. */
  attach(watcher: Watcher): void {
    this.watchers.add(watcher);
    const { design, start } = this.#headings;
    const standing = [design, ...this.#points, start, ...this.#recent.map((r) => r.message)];
    for (const message of standing) if (message) watcher.send({ ...message, id: watcher.id });
    // What it has been told since; a start that is told late sounds as if it ran.
    if (this.wanted !== 'run') watcher.send({ type: 'acknowledged', id: watcher.id, wanted: this.wanted });
  }

  /** Whether this was said of it before; from now on it was. */
  isTold(what: ProblemCode): boolean {
    const before = this.#told.has(what);
    this.#told.add(what);
    return before;
  }

  tell(message: FromEngine): void {
    for (const { send, id } of this.watchers) send({ ...message, id });
  }

  /** Takes note of what the engine says. Returns whether it changes what `announcement` says. */
  note(message: FromEngine): boolean {
    if (message.type === 'started') {
      this.#state = 'running';
      return true;
    }
    if (message.type !== 'event') return false;
    const { event } = message;
    if (event.type === 'step' || event.type === 'epoch') this.#remember(message);
    if (event.type === 'point') this.#points.push(message);
    if (event.type !== 'design' && event.type !== 'start') return false;
    if (event.type === 'design') delete this.#headings.start;
    this.#headings[event.type] = message;
    this.#recent.length = 0;
    if (event.type === 'start') [this.#title, this.#run] = [event.name, event.run];
    return event.type === 'start';
  }

  /** Null for a light call, which is nobody else's matter. */
  get announcement(): ActiveJob | null {
    const { id, call, wanted, kept } = this;
    if (isLight(call)) return null;
    return {
      job: id,
      call,
      title: this.#title,
      run: this.#run,
      state: this.#state,
      wanted,
      kept,
      called: this.#called,
    };
  }

  #remember(message: FromEngine): void {
    const now = Date.now();
    this.#recent.push({ at: now, message });
    const fresh = this.#recent.findIndex(({ at }) => now - at < RECENT_MS);
    this.#recent.splice(0, Math.max(fresh, this.#recent.length - MOST_RECENT));
  }
}

/** What a call is about, before the engine says so itself. */
function subjectOf(call: CallName, params: unknown): { readonly title: string; readonly run: string | null } {
  const named = {
    run: calls.evaluate.shape.run,
    sweep: calls.resumeSweep.shape.sweep,
    out: calls.train.shape.out,
    design: calls.train.shape.design,
  };
  const read = <K extends keyof typeof named>(key: K) => {
    const value = typeof params === 'object' && params !== null ? (params as Record<string, unknown>)[key] : undefined;
    return named[key].safeParse(value).data as ReturnType<(typeof named)[K]['parse']> | undefined;
  };
  const [run, design] = [read('run') ?? (call === 'sweep' ? null : read('out')) ?? null, read('design')];
  const sweep = read('sweep');
  const folder = run ?? sweep;
  const title = design ? (design.kind === 'document' ? design.name : design.spec) : folder ? basename(folder) : call;
  return { title, run };
}
