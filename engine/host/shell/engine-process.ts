import { type ChildProcess, spawn } from 'node:child_process';
import { withoutNoise } from '../../backends/webgpu/driver-noise.ts';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import { encodeFrame, FrameReader } from '../frames.ts';
import type { CallName, FromEngine, ToEngine, Wanted } from '../protocol.ts';
import type { EngineStatus, ShellEvent, ToLine } from '../shell-protocol.ts';
import { EngineJob, type Watcher } from './engine-job.ts';
import { readMessage } from './engine-message.ts';

/** How the engine is started: a plain Node and `cli.mjs engine`. */
export interface EngineCommand {
  readonly executable: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export interface EngineState {
  readonly status: EngineStatus;
  readonly detail: string;
}

/** One page's line to the engine: its own numbering of calls, its own answers. */
export interface EngineLine {
  receive(message: ToLine): void;
  /**
   * The page ended: jobs that nobody else looks at, and that are not kept, are stopped at the step's end, and keep what
   * they wrote.
   */
  close(): void;
}

type News = Extract<ShellEvent, { readonly type: 'engine' | 'jobs' }>;

/** A page that asks for more than this at a time is broken. */
const MOST_PENDING = 64;
/** Waits before a start, by how many deaths came within the last half minute. */
const DELAYS_MS = [0, 0, 500, 2000, 5000];
const RECENTLY_MS = 30_000;
const STDERR_KEPT = 4000;
/** Calls that train. */
const RUNS: ReadonlySet<CallName> = new Set(['train', 'resume', 'sweep', 'resumeSweep']);
/** More than the engine gives itself. */
const LONGEST_END_MS = 65_000;

/** Owns the engine's process: starts it, relays the pages' calls, and starts it again when it dies. */
export class EngineProcess {
  readonly #command: EngineCommand;
  readonly #tell: (news: News) => void;
  readonly #jobs = new Map<number, EngineJob>();
  #state: EngineState = { status: 'starting', detail: '' };
  #deaths: number[] = [];
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | undefined;
  #nextId = 1;
  #closed = false;

  /** `tell`: for every page. */
  constructor(command: EngineCommand, tell: (news: News) => void) {
    this.#command = command;
    this.#tell = tell;
    this.#start();
  }

  get state(): EngineState {
    return this.#state;
  }

  /** What a page that connects must know. */
  get news(): readonly News[] {
    const jobs = [...this.#jobs.values()].flatMap((job) => job.announcement ?? []);
    return [
      { type: 'engine', ...this.#state },
      { type: 'jobs', jobs },
    ];
  }

  /** Whether there are runs, under way or waiting, that nobody stopped. */
  get isTraining(): boolean {
    return this.#runs().length > 0;
  }

  /** What becomes of the runs when the pages go, whoever started them. */
  settle(runs: 'goOn' | 'stop'): void {
    for (const job of this.#runs()) {
      if (runs === 'goOn') this.#keep(job, true);
      else this.#control(job, 'stop');
    }
  }

  #runs(): readonly EngineJob[] {
    return [...this.#jobs.values()].filter(({ call, wanted }) => RUNS.has(call) && wanted !== 'stop');
  }

  /** Of the running process, for the log and for tests that kill it. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  line(send: (message: FromEngine) => void): EngineLine {
    const jobs = new Map<number, { readonly job: EngineJob; readonly watcher: Watcher }>();
    const watcherOf = (id: number): Watcher => ({
      id,
      send: (message) => {
        if (isLast(message)) jobs.delete(id);
        send(message);
      },
    });
    const refuse = (id: number, found: Problem): void => send({ type: 'problems', id, problems: [found] });
    return {
      receive: (message) => {
        const { id } = message;
        const job = jobs.get(id)?.job;
        if (message.type === 'control') {
          if (job) this.#control(job, message.wanted);
        } else if (message.type === 'keep') {
          if (job) this.#keep(job, message.kept);
        } else if (job) {
          send({ type: 'failure', id, message: `call ${id} is under way: a new one needs a new id` });
        } else if (jobs.size >= MOST_PENDING) {
          refuse(id, problem('engine.busy', '', { count: jobs.size }));
        } else if (message.type === 'attach') {
          const active = this.#jobs.get(message.job);
          if (!active?.announcement) return refuse(id, problem('engine.noJob', ''));
          const watcher = watcherOf(id);
          jobs.set(id, { job: active, watcher });
          active.attach(watcher);
        } else if (!this.#child || this.#closed) {
          refuse(id, died(this.#state.detail));
        } else {
          const watcher = watcherOf(id);
          jobs.set(id, { job: this.#call(message, watcher), watcher });
        }
      },
      close: () => {
        for (const { job, watcher } of jobs.values()) {
          job.watchers.delete(watcher);
          if (job.watchers.size === 0 && !job.kept) this.#control(job, 'stop');
        }
        jobs.clear();
      },
    };
  }

  /** Throws a ProblemError where the call cannot be put into a frame: there is no job then. */
  #call(message: Extract<ToEngine, { type: 'call' }>, watcher: Watcher): EngineJob {
    const job = new EngineJob(this.#nextId++, message.name, message.params);
    job.watchers.add(watcher);
    try {
      this.#write({ ...message, id: job.id });
    } catch (error) {
      throw new ProblemError([problem('engine.cannotSend', '', { reason: (error as Error).message })]);
    }
    this.#jobs.set(job.id, job);
    this.#announce(job);
    return job;
  }

  #control(job: EngineJob, wanted: Wanted): void {
    job.wanted = wanted;
    this.#write({ type: 'control', id: job.id, wanted });
    this.#announce(job);
  }

  #keep(job: EngineJob, kept: boolean): void {
    job.kept = kept;
    this.#announce(job);
  }

  #announce(changed: EngineJob): void {
    if (changed.announcement) this.#tell(this.news[1]!);
  }

  /**
   * Asks the process to end: a run is stopped at the step's end, with its checkpoint. Resolves when it has ended; it
   * does so without its host as well.
   */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child) return;
    child.stdin?.end();
    const overdue = setTimeout(() => child.kill('SIGKILL'), LONGEST_END_MS).unref();
    await new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
    clearTimeout(overdue);
  }

  #start(): void {
    const { executable, args, env } = this.#command;
    const child = spawn(executable, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    this.#child = child;
    let said = '';
    let ended = false;
    const end = (how: string): void => {
      if (ended) return;
      ended = true;
      const words = withoutNoise(said);
      this.#ended(words === '' ? how : `${how}: ${words}`);
    };
    const reader = new FrameReader();
    child.on('spawn', () => this.#setState('ready', ''));
    child.on('error', (error) => end(error.message));
    child.on('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    // A write to a process that is just dying; its exit is what counts.
    child.stdin.on('error', () => {});
    child.stderr.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-STDERR_KEPT);
    });
    child.stdout.on('data', (bytes: Buffer) => {
      try {
        for (const { head } of reader.push(bytes)) this.#arrived(head);
      } catch (error) {
        said += (error as Error).message;
        child.kill('SIGKILL');
      }
    });
  }

  #arrived(head: unknown): void {
    const read = readMessage(head);
    const job = read && this.#jobs.get(read.message.id);
    if (!job) return;
    const { message, fits } = read;
    const ends = isLast(message);
    if (!fits && !ends && job.isTold('engine.eventLost')) return;
    if (ends) this.#jobs.delete(job.id);
    const changes = job.note(message);
    job.tell(message);
    // What it computes is of use to nobody any more, and must not keep the others waiting.
    if (ends && !fits) this.#write({ type: 'control', id: job.id, wanted: 'stop' });
    if (ends || changes) this.#announce(job);
  }

  #ended(how: string): void {
    this.#child = null;
    if (this.#closed) return;
    const lost = [...this.#jobs.values()];
    this.#jobs.clear();
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < RECENTLY_MS), now];
    const delay = DELAYS_MS[Math.min(this.#deaths.length, DELAYS_MS.length) - 1] ?? 0;
    this.#setState(this.#deaths.length < DELAYS_MS.length ? 'restarting' : 'failing', how);
    for (const job of lost) job.tell({ type: 'problems', id: job.id, problems: [died(how)] });
    if (lost.some((job) => job.announcement)) this.#tell({ type: 'jobs', jobs: [] });
    this.#timer = setTimeout(() => this.#start(), delay);
  }

  #write(message: ToEngine): void {
    this.#child?.stdin?.write(encodeFrame(message));
  }

  #setState(status: EngineStatus, detail: string): void {
    this.#state = { status, detail };
    this.#tell({ type: 'engine', ...this.#state });
  }
}

/** Nothing follows it. */
const isLast = ({ type }: FromEngine): boolean =>
  type === 'result' || type === 'problems' || type === 'cancelled' || type === 'failure';

function died(how: string): Problem {
  return problem('engine.died', '', { how: how.split('\n')[0] ?? '' });
}
