import { type Problem, ProblemError } from '../base/diagnostics.ts';
import type { CallInput, CallName } from './protocol.ts';
import { EngineService } from './service.ts';

const workerUrl = new URL('./worker.ts', import.meta.url);

/**
 * One call of the engine's service from the command line, which is its own engine process. Ctrl-C asks the job to stop cleanly at the step's end; a second one
 * ends it at once. Rejects with a ProblemError for a person's mistakes and an Error for a bug.
 */
export function runCall<C extends CallName>(name: C, params: CallInput<C>, onEvent: (event: unknown) => void = () => {}): Promise<unknown> {
  const id = 1;
  return new Promise((resolve, reject) => {
    const interrupt = (): void => {
      if (interrupted) process.exit(130);
      interrupted = true;
      service.receive({ type: 'control', id, wanted: 'stop' });
    };
    let interrupted = false;
    const end = (settle: () => void): void => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
      settle();
    };
    const service = new EngineService(workerUrl, (message) => {
      if (message.type === 'event') onEvent(message.event);
      else if (message.type === 'result') end(() => resolve(message.result));
      else if (message.type === 'problems') end(() => reject(new ProblemError(message.problems as readonly Problem[])));
      else if (message.type === 'failure') end(() => reject(new Error(message.message)));
    });
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', interrupt);
    service.receive({ type: 'call', id, name, params });
  });
}
