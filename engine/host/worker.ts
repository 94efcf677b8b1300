import { parentPort, workerData } from 'node:worker_threads';
import { type Problem, ProblemError, problem } from '../base/diagnostics.ts';
import { SharedControl } from './control.ts';
import { jobs } from './jobs/index.ts';
import type { Emit } from './jobs/job.ts';
import type { CallName, JobEvent } from './protocol.ts';

/** What a job's thread starts with. `params` are validated already. */
export interface JobData {
  readonly name: CallName;
  readonly params: unknown;
  readonly control: SharedArrayBuffer;
}

export type FromJob =
  | { readonly type: 'event'; readonly event: unknown }
  | { readonly type: 'result'; readonly result: unknown }
  | { readonly type: 'problems'; readonly problems: readonly Problem[] }
  | { readonly type: 'failure'; readonly message: string };

const port = parentPort!;
const send = (message: FromJob): void => port.postMessage(message);
const { name, params, control: cell } = workerData as JobData;
const control = new SharedControl(cell);

/** Where a job that is no training says how far it is, a stop ends it. */
const STOPS: ReadonlySet<string> = new Set(['loading', 'evaluated', 'stage'] satisfies JobEvent['type'][]);
function emit(event: JobEvent): void {
  if (STOPS.has(event.type) && control.wanted() === 'stop') throw new ProblemError([problem('engine.cancelled', '')]);
  send({ type: 'event', event });
}

/** V8 refuses an array that is too long for it, or that the machine has no room for; ONNX Runtime a tensor. */
function isLackOfMemory(error: unknown): boolean {
  const { message } = error as { readonly message?: string };
  return /invalid typed array length|array buffer allocation failed|failed to allocate memory|bad_alloc/i.test(
    message ?? '',
  );
}

// Threads that make batches do not count as work of this one: without this it would end while it waits for them.
const alive = setInterval(() => {}, 1 << 30);
try {
  const job = jobs[name] as (params: unknown, emit: Emit, control: SharedControl) => Promise<unknown>;
  const result = await job(params, emit, control);
  send({ type: 'result', result });
} catch (error) {
  if (error instanceof ProblemError) send({ type: 'problems', problems: error.problems });
  else if (isLackOfMemory(error)) send({ type: 'problems', problems: [problem('engine.outOfMemory', '')] });
  else send({ type: 'failure', message: (error as Error).stack ?? String(error) });
} finally {
  clearInterval(alive);
}
