import { mayHaveGpu } from '../backends/webgpu/adapters.ts';
import { ProblemError, problem } from '../base/diagnostics.ts';
import { ChildService } from './child-service.ts';
import { type CallInput, type CallName, type CallResult, calls, type FromEngine, type JobEvent } from './protocol.ts';
import { EngineService } from './service.ts';
import { onOutputLost } from './terminal/output.ts';
import { fromWire } from './wire-problems.ts';
import { workerUrl } from './worker-url.ts';

/** For the message, once a job was left where it hangs. */
const LONGEST_EXIT_MS = 1000;

/**
 * One call of the engine's service from the command line, which is its own engine process unless the call may open a
 * GPU. Ctrl-C asks the job to stop cleanly at the step's end; a second one ends it at once, as a signal does that
 * nobody hears: an exit waits for every thread, and one that reads a disk which does not answer never ends. Rejects
 * with a ProblemError for a person's mistakes and an Error for a bug.
 */
export function runCall<C extends CallName>(
  name: C,
  params: CallInput<C>,
  onEvent: (event: JobEvent) => void = () => {},
): Promise<CallResult<C>> {
  const id = 1;
  return new Promise((resolve, reject) => {
    let interrupted = false;
    const interrupt = (signal: NodeJS.Signals): void => {
      if (interrupted) end(() => process.kill(process.pid, signal));
      interrupted = true;
      service.receive({ type: 'control', id, wanted: 'stop' });
    };
    const forget = onOutputLost(() => service.receive({ type: 'control', id, wanted: 'stop' }));
    const end = (settle: () => void): void => {
      forget();
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
      settle();
    };
    const cancelled = (): void => {
      reject(new ProblemError([problem('engine.cancelled', '')]));
      setTimeout(() => process.kill(process.pid, 'SIGINT'), LONGEST_EXIT_MS).unref();
    };
    const receive = (message: FromEngine): void => {
      switch (message.type) {
        case 'event':
          return onEvent(message.event);
        case 'result':
          return end(() => resolve(message.result as CallResult<C>));
        case 'problems':
          return end(() => reject(new ProblemError(message.problems.map(fromWire))));
        case 'failure':
          return end(() => reject(new Error(message.message)));
        case 'cancelled':
          return end(cancelled);
        case 'queued':
        case 'started':
        case 'acknowledged':
          return;
      }
    };
    const service = mayOpenGpu(name, params) ? new ChildService(receive) : new EngineService(workerUrl, receive);
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', interrupt);
    service.receive({ type: 'call', id, name, params });
  });
}

/** Whether a call may open a GPU: where it is left to the engine, or to a run's record, only where there can be one. */
function mayOpenGpu(name: CallName, params: unknown): boolean {
  if (name === 'devices') return true;
  const given = calls[name].safeParse(params).data ?? {};
  const chosen = 'device' in given ? given.device : name.startsWith('resume') ? 'auto' : 'cpu';
  return chosen === 'auto' ? mayHaveGpu() : chosen !== 'cpu';
}
