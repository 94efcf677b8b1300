import { ProblemError } from '../../base/diagnostics.ts';
import type { Evaluation } from '../../settings/run-events.ts';
import type { TrainOutcome } from '../../train/job.ts';
import type { Progress } from '../../train/progress.ts';
import type { RunFolder } from '../../train/run-folder.ts';
import type { RunRecord } from '../../train/run-record.ts';

/** `run.json` of a run that goes on, kept in step with it. */
export class KeptRecord {
  readonly #folder: RunFolder;
  readonly #began = performance.now();
  /** Of the sittings before. */
  readonly #seconds: number;
  #record: RunRecord;

  constructor(folder: RunFolder, record: RunRecord) {
    this.#folder = folder;
    this.#record = record;
    this.#seconds = record.summary.seconds ?? 0;
  }

  begin(): void {
    const { problems: _, ...record } = this.#record;
    this.#record = record;
    this.write({ status: 'running' });
  }

  reached(progress: Progress): void {
    this.write({ summary: this.#summary(progress, null) });
  }

  end({ status, progress }: TrainOutcome, test: Evaluation | null): void {
    this.write({ status, summary: this.#summary(progress, test) });
  }

  /** A disk that takes nothing more leaves the record as it was: the run is then one that was interrupted. */
  fail(error: unknown): void {
    try {
      this.write({ status: 'failed', ...(error instanceof ProblemError ? { problems: error.problems } : {}) });
    } catch (refused) {
      if (!(refused instanceof ProblemError)) throw refused;
    }
  }

  /** A name that was given meanwhile (`renameRun`) stays. */
  write(change: Partial<RunRecord>): void {
    this.#record = { ...this.#record, ...change, name: this.#givenName() };
    this.#folder.writeRecord(this.#record);
  }

  /** What was done to the file by hand is lost; the run itself does not depend on it. */
  #givenName(): string {
    try {
      return this.#folder.readRecord().name;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return this.#record.name;
    }
  }

  #summary(progress: Progress, test: Evaluation | null): RunRecord['summary'] {
    return {
      step: progress.step,
      loss: progress.lastLoss,
      accuracy: progress.lastAccuracy,
      bestEpoch: progress.bestEpoch,
      bestValAccuracy: progress.bestAccuracy,
      seconds: this.#seconds + (performance.now() - this.#began) / 1000,
      ...(test ? { testAccuracy: test.accuracy, testLoss: test.loss } : {}),
    };
  }
}
