import { type ChildProcess, spawn } from 'node:child_process';
import { type Problem, problem } from '../../base/diagnostics.ts';
import { encodeFrame, FrameReader } from '../frames.ts';
import { type FromEngine, fromEngine, type ToEngine } from '../protocol.ts';
import type { EngineStatus } from '../shell-protocol.ts';

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
  receive(message: ToEngine): void;
  /** The page ended: its jobs are stopped at the step's end, and keep what they wrote. */
  close(): void;
}

interface Pending {
  readonly send: (message: FromEngine) => void;
  readonly id: number;
}

/** A page that asks for more than this at a time is broken. */
const MOST_PENDING = 64;
/** Waits before a start, by how many deaths came within the last half minute. */
const DELAYS_MS = [0, 0, 500, 2000, 5000];
const RECENTLY_MS = 30_000;
const STDERR_KEPT = 4000;

/** Owns the engine's process: starts it, relays the pages' calls, and starts it again when it dies. */
export class EngineProcess {
  readonly #command: EngineCommand;
  readonly #onState: (state: EngineState) => void;
  readonly #pending = new Map<number, Pending>();
  #state: EngineState = { status: 'starting', detail: '' };
  #deaths: number[] = [];
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | undefined;
  #nextId = 1;
  #closed = false;

  constructor(command: EngineCommand, onState: (state: EngineState) => void) {
    this.#command = command;
    this.#onState = onState;
    this.#start();
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Of the running process, for the log and for tests that kill it. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  line(send: (message: FromEngine) => void): EngineLine {
    const ids = new Map<number, number>();
    const answer = (message: FromEngine): void => {
      if (message.type !== 'queued' && message.type !== 'event' && message.type !== 'acknowledged')
        ids.delete(message.id);
      send(message);
    };
    return {
      receive: (message) => {
        if (message.type === 'control') {
          const id = ids.get(message.id);
          if (id !== undefined) this.#write({ ...message, id });
          return;
        }
        if (ids.size >= MOST_PENDING) {
          send({ type: 'problems', id: message.id, problems: [problem('engine.busy', '', { count: ids.size })] });
          return;
        }
        if (!this.#child) {
          send({ type: 'problems', id: message.id, problems: [died(this.#state.detail)] });
          return;
        }
        const id = this.#nextId++;
        ids.set(message.id, id);
        this.#pending.set(id, { send: answer, id: message.id });
        this.#write({ ...message, id });
      },
      close: () => {
        for (const id of ids.values()) {
          this.#pending.delete(id);
          this.#write({ type: 'control', id, wanted: 'stop' });
        }
        ids.clear();
      },
    };
  }

  /** Ends the process; what it computes is stopped. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#child?.stdin?.end();
    this.#child?.kill();
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
      this.#ended(said.trim() === '' ? how : `${how}: ${said.trim()}`);
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
    const message = fromEngine.safeParse(head);
    if (!message.success) return;
    const pending = this.#pending.get(message.data.id);
    if (!pending) return;
    const { type } = message.data;
    if (type === 'result' || type === 'problems' || type === 'failure') this.#pending.delete(message.data.id);
    pending.send({ ...message.data, id: pending.id });
  }

  #ended(how: string): void {
    this.#child = null;
    if (this.#closed) return;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < RECENTLY_MS), now];
    const delay = DELAYS_MS[Math.min(this.#deaths.length, DELAYS_MS.length) - 1] ?? 0;
    this.#setState(this.#deaths.length < DELAYS_MS.length ? 'restarting' : 'failing', how);
    for (const { send, id } of lost) send({ type: 'problems', id, problems: [died(how)] });
    this.#timer = setTimeout(() => this.#start(), delay);
  }

  #write(message: ToEngine): void {
    this.#child?.stdin?.write(encodeFrame(message));
  }

  #setState(status: EngineStatus, detail: string): void {
    this.#state = { status, detail };
    this.#onState(this.#state);
  }
}

function died(how: string): Problem {
  return problem('engine.died', '', { how: how.split('\n')[0] ?? '' });
}
