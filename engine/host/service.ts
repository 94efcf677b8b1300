import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { SharedControl } from './control.ts';
import { type CallName, calls, type FromEngine, type JobEvent, type ToEngine, toEngine } from './protocol.ts';
import { settingsProblems } from './settings-problems.ts';
import type { FromJob, JobData } from './worker.ts';

interface Job {
  readonly id: number;
  readonly name: CallName;
  readonly params: unknown;
  readonly control: SharedControl;
  worker: Worker | null;
}

/**
 * The engine's service: takes protocol messages, runs each call in a worker thread of its own, one at a time, and answers.
 * The thread that owns this object never computes, so a pause or a stop is acknowledged at once.
 */
export class EngineService {
  readonly #queue: Job[] = [];
  readonly #send: (message: FromEngine) => void;
  readonly #workerUrl: URL;
  #active: Job | null = null;

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

  /** Ends every job at once; for the end of the process. */
  async close(): Promise<void> {
    this.#queue.length = 0;
    await this.#active?.worker?.terminate();
  }

  #controlJob(id: number, wanted: 'run' | 'pause' | 'stop'): void {
    const waiting = this.#queue.findIndex((j) => j.id === id);
    if (waiting >= 0 && wanted === 'stop') {
      this.#queue.splice(waiting, 1);
      this.#send({ type: 'result', id, result: { status: 'cancelled' } });
      return;
    }
    const job = this.#active?.id === id ? this.#active : this.#queue[waiting];
    if (!job) return;
    job.control.set(wanted);
    this.#send({ type: 'acknowledged', id, wanted });
  }

  #call({ id, name, params }: Extract<ToEngine, { type: 'call' }>): void {
    if (this.#active?.id === id || this.#queue.some((j) => j.id === id)) {
      this.#send({ type: 'failure', id, message: `call ${id} is under way: a new call needs a new id` });
      return;
    }
    const checked = calls[name].safeParse(params, { reportInput: true });
    if (!checked.success) {
      this.#send({ type: 'problems', id, problems: settingsProblems(checked.error) });
      return;
    }
    const job: Job = { id, name, params: checked.data, control: new SharedControl(), worker: null };
    if (this.#active) {
      this.#queue.push(job);
      this.#send({ type: 'queued', id, ahead: this.#queue.length });
    } else this.#start(job);
  }

  #start(job: Job): void {
    this.#active = job;
    const data: JobData = { name: job.name, params: job.params, control: job.control.buffer };
    const worker = new Worker(this.#workerUrl, { workerData: data });
    job.worker = worker;
    let answered = false;
    const answer = (message: FromEngine): void => {
      if (answered) return;
      answered = true;
      this.#send(message);
    };
    worker.on('message', (message: FromJob) => {
      if (message.type === 'event') this.#send({ type: 'event', id: job.id, event: message.event as JobEvent });
      else answer({ ...message, id: job.id });
    });
    worker.on('error', (error) => answer({ type: 'failure', id: job.id, message: error.stack ?? error.message }));
    worker.on('exit', (code) => {
      answer({
        type: 'failure',
        id: job.id,
        message: `the ${job.name} job ended with code ${code} before it answered`,
      });
      this.#active = null;
      const next = this.#queue.shift();
      if (next) this.#start(next);
    });
  }
}
