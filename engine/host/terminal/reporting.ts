import type { CallInput, CallName, CallResult, JobEvent } from '../protocol.ts';
import { runCall } from '../run-call.ts';
import { note, printJson } from './print.ts';
import { problemText } from './problems.ts';
import { ProgressBar } from './progress-bar.ts';
import { text } from './texts.ts';

const STAGES = ['compile', 'steps', 'profiler'];

/** Shows what every job may report, as people read it; `show` may add to it. */
export class JobReport {
  protected readonly bar = new ProgressBar();

  /** Also the one for what no subclass knows. */
  show(event: JobEvent): void {
    switch (event.type) {
      case 'loading':
        return this.bar.show(event.done / event.total, text(`progress.${event.phase}`, { total: event.total }));
      case 'evaluated':
        return this.bar.show(
          event.done / event.total,
          text('progress.evaluated', { done: event.done, total: event.total }),
        );
      case 'profiling': {
        const { stage, done, total } = event;
        return this.bar.show(
          (STAGES.indexOf(stage) + done / total) / STAGES.length,
          text(`progress.${stage}`, { done, total }),
        );
      }
      case 'warnings':
        this.bar.clear();
        for (const p of event.problems) note(problemText(p));
        return;
      default:
        return;
    }
  }

  /** Before anything else is written. */
  end(): void {
    this.bar.clear();
  }
}

/** Runs a call; under `json` its events go to stdout, a line each, otherwise to `report`. Gives the result. */
export async function reported<C extends CallName>(
  name: C,
  params: CallInput<C>,
  json: boolean,
  report: JobReport,
): Promise<CallResult<C>> {
  try {
    return await runCall(name, params, (event) => (json ? printJson(event) : report.show(event)));
  } finally {
    report.end();
  }
}
