import type { Evaluation } from './evaluate.ts';

/** What a run reports, one JSON line each under `--json`, in this order: start, (step | epoch)…, done. */
export type TrainEvent =
  | {
      readonly type: 'start';
      readonly run: string | null;
      readonly name: string;
      readonly device: string;
      readonly steps: number;
      readonly stepsPerEpoch: number;
      readonly epochs: number;
      readonly batch: number;
      readonly trainImages: number;
      readonly validationImages: number;
      readonly params: number;
      /** First step to come: more than 0 after a resume. */
      readonly fromStep: number;
      /** Names of `layers` in step events. */
      readonly layerMetrics: readonly string[];
      /** Seconds that compiling the step took. */
      readonly compileSeconds: number;
    }
  | {
      readonly type: 'step';
      readonly epoch: number;
      readonly step: number;
      /** What the step minimised: Σ weight · loss over the heads. */
      readonly loss: number;
      /** Of the main head, on this batch. */
      readonly accuracy: number;
      readonly top5: number;
      readonly learningRate: number;
      readonly gradientNorm: number;
      readonly ms: number;
      readonly imagesPerSecond: number;
      readonly secondsLeft: number;
      /** `loss/<head>`, `accuracy/<head>`, `top5/<head>`. */
      readonly heads: Readonly<Record<string, number>>;
      /** `gradientNorm/<layer>`, `updateRatio/<layer>`, `residualRatio/<add>`: in the order of `layerMetrics`, on the steps that report them. */
      readonly layers?: readonly number[];
    }
  | {
      readonly type: 'epoch';
      readonly epoch: number;
      readonly step: number;
      /** Means over the epoch's steps. */
      readonly loss: number;
      readonly accuracy: number;
      readonly valLoss: number | null;
      readonly valAccuracy: number | null;
      readonly best: boolean;
      readonly seconds: number;
    }
  | {
      readonly type: 'done';
      readonly status: 'done' | 'stopped';
      /** Why it ended before its last epoch. */
      readonly reason: 'finished' | 'maxSteps' | 'earlyStop' | 'stopRequested';
      readonly run: string | null;
      readonly steps: number;
      readonly loss: number;
      readonly accuracy: number;
      readonly bestEpoch: number | null;
      readonly bestValAccuracy: number | null;
      readonly seconds: number;
      readonly imagesPerSecond: number;
      readonly test: Evaluation | null;
    };

/** What a run's owner wants of it; read at the end of each step. */
export interface RunControl {
  readonly wanted: () => 'run' | 'pause' | 'stop';
}

export const alwaysRun: RunControl = { wanted: () => 'run' };
