import type { Analysis } from '../analyze/analysis.ts';
import type { Backend, StateData } from '../backends/backend.ts';
import type { TrainingSettings } from '../settings/training.ts';
import type { EvaluationBatch } from './evaluate.ts';
import type { Progress } from './progress.ts';
import type { RunFolder } from './run-folder.ts';

/** What a trainer reads of a data set. The batch of a step is a function of (seed, step) alone. */
export interface TrainingData {
  readonly classes: number;
  readonly trainImages: number;
  readonly validationImages: number;
  /** Full batches of the steps `from` … `to` − 1, counted over the whole training. */
  train(from: number, to: number): AsyncIterable<{ readonly images: Float32Array; readonly labels: BigInt64Array }>;
  /** Padded batches of the validation split. */
  validation(): AsyncIterable<EvaluationBatch>;
}

export interface TrainJob {
  readonly name: string;
  readonly analysis: Analysis;
  readonly settings: TrainingSettings;
  readonly data: TrainingData;
  readonly backend: Backend;
  readonly device: string;
  readonly threads: number;
  readonly autotune: boolean;
  /** Weights and statistics by name that a start from nothing has in place of drawn ones. */
  readonly from?: StateData;
  /** Choices of an earlier compilation, taken as they are. */
  readonly plan?: Readonly<Record<string, string>>;
  /** Where checkpoints and metrics go; null trains in memory only. */
  readonly folder: RunFolder | null;
  /** Go on from the folder's checkpoint, if it has one. */
  readonly resume: boolean;
  /** Also write a checkpoint every so many steps; one is always written at the end of an epoch. */
  readonly checkpointEvery?: number;
  /** Steps between reports of per-layer metrics. */
  readonly layerMetricsEvery: number;
  /** Called once the step is compiled: the caller stores the plan, and what the layers report. */
  readonly compiled?: (step: {
    readonly plan: Readonly<Record<string, string>>;
    readonly layerMetrics: readonly string[];
  }) => void;
  /** Called after each checkpoint. */
  readonly checkpointed?: (progress: Progress) => void;
}

export interface TrainOutcome {
  readonly status: 'done' | 'stopped';
  readonly reason: 'finished' | 'maxSteps' | 'earlyStop' | 'stopRequested';
  readonly state: StateData;
  /** Weights and statistics of the best epoch, or the last ones where nothing was validated. */
  readonly best: StateData;
  readonly progress: Progress;
  readonly seconds: number;
  readonly imagesPerSecond: number;
}
