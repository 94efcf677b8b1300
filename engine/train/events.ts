import type { RunEvent } from '../settings/run-events.ts';

/** What a run reports, one JSON line each under `--json`. */
export type TrainEvent = RunEvent;

/** What a run's owner wants of it; read at the end of each step. */
export interface RunControl {
  readonly wanted: () => 'run' | 'pause' | 'stop';
}

export const alwaysRun: RunControl = { wanted: () => 'run' };
