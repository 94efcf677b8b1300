import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Problem, ProblemError, problem } from '../base/diagnostics.ts';
import type { BatchJob, BatchMaker, ImageStore } from './batch-maker.ts';

export interface WorkerRequest {
  readonly id: number;
  readonly job: BatchJob;
  readonly buffer: ArrayBuffer;
}
export type WorkerReply =
  | { readonly id: number; readonly buffer: ArrayBuffer }
  | { readonly id: number; readonly problems: readonly Problem[] };

/** For a thread that is told to end. */
const LONGEST_END_MS = 3000;

interface Pending {
  readonly resolve: (buffer: ArrayBuffer) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
}

/**
 * Makes batches in worker threads. A thread that ends before it is told to fails all jobs, present and future, with
 * `data.workerFailed`. Threads keep the process alive only while they have work.
 */
export class WorkerPool implements BatchMaker {
  readonly #threads: readonly Thread[];
  #nextId = 0;
  #failure: Error | null = null;

  constructor(store: ImageStore, count: number, script = new URL('./decode-worker.ts', import.meta.url)) {
    this.#threads = Array.from({ length: count }, () => this.#start(store, script));
  }

  async make(job: BatchJob, buffer: ArrayBuffer): Promise<ArrayBuffer> {
    if (this.#failure) throw this.#failure;
    const thread = this.#threads.reduce((a, b) => (b.pending.size < a.pending.size ? b : a));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      thread.pending.set(id, { resolve, reject });
      thread.worker.ref();
      thread.worker.postMessage({ id, job, buffer } satisfies WorkerRequest, [buffer]);
    });
  }

  /** Waits for its threads, but not for one that reads a disk which does not answer. */
  async dispose(): Promise<void> {
    this.#fail(new Error('The data set was closed'));
    const ended = Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
    await Promise.race([ended, wait(LONGEST_END_MS, null, { ref: false })]);
  }

  #start(store: ImageStore, script: URL): Thread {
    const worker = new Worker(script, { workerData: store });
    const thread: Thread = { worker, pending: new Map() };
    worker.on('message', (reply: WorkerReply) => {
      const pending = thread.pending.get(reply.id);
      thread.pending.delete(reply.id);
      if (thread.pending.size === 0) worker.unref();
      if ('buffer' in reply) pending?.resolve(reply.buffer);
      else pending?.reject(new ProblemError(reply.problems));
    });
    const crashed = (reason: string): void =>
      this.#fail(new ProblemError([problem('data.workerFailed', '', { reason })]));
    worker.on('error', (error) => crashed(error instanceof Error ? error.message : String(error)));
    worker.on('messageerror', (error) => crashed(error.message));
    worker.on('exit', (code) => crashed(`exit code ${code}`));
    // Only now: listening to messages makes a worker keep the process alive again.
    worker.unref();
    return thread;
  }

  /** The first failure is the one that is told. */
  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { pending } of this.#threads) {
      for (const { reject } of pending.values()) reject(this.#failure);
      pending.clear();
    }
  }
}
