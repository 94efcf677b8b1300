import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { problem } from '../base/diagnostics.ts';
import { SharedControl } from './control.ts';
import {
  type CallName,
  calls,
  type FromEngine,
  type JobEvent,
  lightCalls,
  type ToEngine,
  toEngine,
  type Wanted,
} from './protocol.ts';
import { settingsProblems } from './settings-problems.ts';
import type { FromJob, JobData } from './worker.ts';

interface Job {
  readonly id: number;
  readonly name: CallName;
  readonly params: unknown;
  readonly control: SharedControl;
  worker: Worker | null;
  /** It trains: a stop takes effect at the step's end, with a checkpoint. */
  trains: boolean;
  /** Nothing more is said of it. */
  answered: boolean;
}

/** Calls of one kind, so many at a time; the others wait in the order in which they came. */
interface Lane {
  readonly width: number;
  readonly active: Job[];
  readonly waiting: Job[];
}

/** Threads for light calls: enough that a look at a slow disk holds up no other. */
const LIGHT_THREADS = 4;
/**
 * For a job that was told to stop and has no steps. One that hangs in a disk that does not answer is left to itself
 * then, and its place is free.
 */
const GRACE_MS = 3000;
/** For the step under way and its checkpoint. */
const LONGEST_END_MS = 60_000;
/** For a training that was told to stop: a long validation may be under way. */
const LONGEST_STOP_MS = 600_000;
/** More threads that hang are not left behind: the disk must answer, or the process end. */
const MOST_LEFT = 16;

/**
 * The engine's service: takes protocol messages, runs each call in a worker thread of its own, and answers. Jobs on the
 * device run one at a time, light calls beside them. The thread that owns this object never computes, so a pause or a
 * stop is acknowledged at once.
 */
export class EngineService {
  readonly #device: Lane = { width: 1, active: [], waiting: [] };
  readonly #light: Lane = { width: LIGHT_THREADS, active: [], waiting: [] };
  /** Answered as cancelled, and not ended yet. */
  readonly #left = new Set<Job>();
  readonly #send: (message: FromEngine) => void;
  readonly #workerUrl: URL;

  constructor(workerUrl: URL, send: (message: FromEngine) => void) {
    this.#workerUrl = workerUrl;
    this.#send = send;
  }

  /** Anything that arrived from outside. Answers broken messages with a failure instead of throwing. */
  receive(message: unknown): void {
    const parsed = toEngine.safeParse(message);
    if (!parsed.success) {
      const id = z.object({ id: z.number().int() }).safeParse(message);
      this.#send({
        type: 'failure',
        id: id.success ? id.data.id : -1,
        message: `not a message of this protocol: ${parsed.error.message}`,
      });
      return;
    }
    if (parsed.data.type === 'control') this.#controlJob(parsed.data.id, parsed.data.wanted);
    else this.#call(parsed.data);
  }

  /**
   * Takes back what waits, and stops the jobs: a training at the step's end, with its checkpoint. Resolves to whether
   * no thread is left. None is ended from outside: one that is in a native library can take the process with it.
   */
  async close(): Promise<boolean> {
    const lanes = [this.#device, this.#light];
    for (const { waiting } of lanes) waiting.length = 0;
    const jobs = [...lanes.flatMap(({ active }) => active), ...this.#left];
    const ended = Promise.all(jobs.flatMap(({ worker }) => (worker ? [once(worker, 'exit')] : []))).then(() => true);
    for (const { control } of jobs) control.set('stop');
    const longest = jobs.some(({ trains }) => trains) ? LONGEST_END_MS : GRACE_MS;
    return Promise.race([ended, wait(longest, false, { ref: false })]);
  }

  #controlJob(id: number, wanted: Wanted): void {
    const found = this.#find(id);
    if (!found) return;
    const { lane, job } = found;
    if (wanted === 'stop' && !job.worker) {
      lane.waiting.splice(lane.waiting.indexOf(job), 1);
      this.#answer(job, { type: 'cancelled', id });
      return;
    }
    job.control.set(wanted);
    if (wanted === 'stop' && lane === this.#light) return this.#leave(job, lane);
    this.#send({ type: 'acknowledged', id, wanted });
    if (wanted !== 'stop') return;
    setTimeout(() => !job.trains && this.#leave(job, lane), GRACE_MS).unref();
    setTimeout(() => this.#leave(job, lane), LONGEST_STOP_MS).unref();
  }

  /** Its thread ends by itself, for the reason that `close` has; nothing waits for it. */
  #leave(job: Job, lane: Lane): void {
    if (job.answered) return;
    this.#answer(job, { type: 'cancelled', id: job.id });
    this.#letGo(job, lane);
  }

  /** Frees the place of a job that was answered, though a thread of it has not ended. */
  #letGo(job: Job, lane: Lane): void {
    if (!lane.active.includes(job) || this.#left.size >= MOST_LEFT) return;
    this.#left.add(job);
    this.#release(job, lane);
  }

  /** The next one's turn. */
  #release(job: Job, lane: Lane): void {
    const at = lane.active.indexOf(job);
    if (at < 0) return;
    lane.active.splice(at, 1);
    const next = lane.waiting.shift();
    if (next) this.#start(next, lane);
  }

  #find(id: number): { readonly lane: Lane; readonly job: Job } | null {
    for (const lane of [this.#device, this.#light]) {
      const job = [...lane.active, ...lane.waiting].find((j) => j.id === id);
      if (job) return { lane, job };
    }
    return null;
  }

  #call({ id, name, params }: Extract<ToEngine, { type: 'call' }>): void {
    if (this.#find(id)) {
      this.#send({ type: 'failure', id, message: `call ${id} is under way: a new call needs a new id` });
      return;
    }
    const checked = calls[name].safeParse(params, { reportInput: true });
    if (!checked.success) {
      this.#send({ type: 'problems', id, problems: settingsProblems(checked.error) });
      return;
    }
    const lane = (lightCalls as readonly CallName[]).includes(name) ? this.#light : this.#device;
    const job: Job = {
      id,
      name,
      params: checked.data,
      control: new SharedControl(),
      worker: null,
      trains: false,
      answered: false,
    };
    if (lane.active.length < lane.width) return this.#start(job, lane);
    lane.waiting.push(job);
    this.#send({ type: 'queued', id, ahead: lane.active.length + lane.waiting.length - 1 });
  }

  #start(job: Job, lane: Lane): void {
    const { id, name } = job;
    lane.active.push(job);
    const data: JobData = { name, params: job.params, control: job.control.buffer };
    const worker = this.#thread(data, (reason) => {
      this.#answer(job, { type: 'problems', id, problems: [problem('engine.cannotSend', '', { reason })] });
      this.#release(job, lane);
    });
    if (!worker) return;
    job.worker = worker;
    this.#send({ type: 'started', id });
    worker.on('message', (message: FromJob) => {
      if (message.type !== 'event') {
        this.#answer(job, { ...message, id });
        setTimeout(() => this.#letGo(job, lane), GRACE_MS).unref();
        return;
      }
      const event = message.event as JobEvent;
      if (event.type === 'start') job.trains = true;
      if (!job.answered) this.#send({ type: 'event', id, event });
    });
    worker.on('error', (error) => this.#answer(job, { type: 'failure', id, message: error.stack ?? error.message }));
    worker.on('exit', (code) => {
      const message = `the ${name} job ended with code ${code} before it answered`;
      this.#answer(job, { type: 'failure', id, message });
      this.#left.delete(job);
      this.#release(job, lane);
    });
  }

  /** Null where the parameters cannot be handed to one: a value in them is nested too deeply. */
  #thread(workerData: JobData, refused: (reason: string) => void): Worker | null {
    try {
      return new Worker(this.#workerUrl, { workerData });
    } catch (error) {
      refused((error as Error).message);
      return null;
    }
  }

  #answer(job: Job, message: FromEngine): void {
    if (job.answered) return;
    job.answered = true;
    this.#send(message);
  }
}
