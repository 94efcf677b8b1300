import type { RunEvent } from '../settings/run-events.ts';

/** What a run reports, one JSON line each under `--json`. */
export type TrainEvent = RunEvent;

/** What a run's owner wants of it; read at the end of each step. */
export interface RunControl {
  readonly wanted: () => 'run' | 'pause' | 'stop';
}

const PAUSE_POLL_MS = 50;

/** Waits as long as a pause is wanted. */
export async function whilePaused({ wanted }: RunControl): Promise<'run' | 'stop'> {
  for (let now = wanted(); ; now = wanted()) {
    if (now !== 'pause') return now;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_POLL_MS));
  }
}

export const alwaysRun: RunControl = { wanted: () => 'run' };
