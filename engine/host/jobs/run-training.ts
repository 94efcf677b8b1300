import type { StateData } from '../../backends/backend.ts';
import { compileInference } from '../../compile/inference.ts';
import type { DataSet } from '../../data/data-set.ts';
import type { DataSettings } from '../../settings/data.ts';
import type { Evaluation } from '../../settings/run-events.ts';
import type { TrainingSettings } from '../../settings/training.ts';
import { evaluate } from '../../train/evaluate.ts';
import type { RunControl, TrainEvent } from '../../train/events.ts';
import type { TrainOutcome } from '../../train/job.ts';
import type { RunFolder } from '../../train/run-folder.ts';
import type { RunRecord } from '../../train/run-record.ts';
import { train } from '../../train/trainer.ts';
import type { OpenedDesign } from '../open-design.ts';
import type { Compute } from './compute.ts';
import { duringRun, trainingData } from './images.ts';
import { KeptRecord } from './kept-record.ts';

export interface Training {
  readonly design: OpenedDesign;
  readonly settings: TrainingSettings;
  readonly dataSettings: DataSettings;
  readonly data: DataSet;
  readonly compute: Compute;
  readonly autotune: boolean;
  /** Choices of the run that goes on. */
  readonly plan?: Readonly<Record<string, string>>;
  /** Weights that it starts from, in place of drawn ones. */
  readonly from?: StateData;
  /** Where the run is kept, and what it says of itself; null keeps nothing. */
  readonly kept: { readonly folder: RunFolder; readonly record: RunRecord } | null;
  readonly resume: boolean;
  readonly checkpointEvery?: number | undefined;
  readonly layerMetricsEvery: number;
  /** Test the best state on the test images when done. */
  readonly test: boolean;
}

export type Done = Extract<TrainEvent, { readonly type: 'done' }>;

/** Trains to the end, keeps `run.json` in step with what happens, tests where asked, and reports `done`. */
export async function runTraining(
  training: Training,
  emit: (event: TrainEvent) => void,
  control: RunControl,
): Promise<Done> {
  try {
    return await trainLocked(training, emit, control);
  } finally {
    training.kept?.folder.discardEmpty();
  }
}

async function trainLocked(training: Training, emit: (event: TrainEvent) => void, control: RunControl): Promise<Done> {
  const { design, settings, data, compute, kept, layerMetricsEvery } = training;
  const record = kept && new KeptRecord(kept.folder, kept.record);
  const lock = kept?.folder.lock();
  try {
    record?.begin();
    const outcome = await train(
      {
        name: design.document.name,
        analysis: design.analysis,
        settings,
        data: trainingData(data, settings, training.dataSettings),
        backend: compute.backend,
        device: compute.device.name,
        threads: compute.threads,
        autotune: training.autotune,
        ...(training.plan ? { plan: training.plan } : {}),
        ...(training.from ? { from: training.from } : {}),
        folder: kept?.folder ?? null,
        resume: training.resume,
        ...(training.checkpointEvery === undefined ? {} : { checkpointEvery: training.checkpointEvery }),
        layerMetricsEvery,
        compiled: ({ plan, layerMetrics }) =>
          record?.write({ plan, layerMetrics: { names: layerMetrics, every: layerMetricsEvery } }),
        checkpointed: (progress) => record?.reached(progress),
      },
      emit,
      control,
    );
    const tested = training.test && outcome.status === 'done' ? await testOn(data, training, outcome.best) : null;
    const done = doneEvent(outcome, kept?.folder.path ?? null, tested);
    record?.end(outcome, tested);
    emit(done);
    return done;
  } catch (error) {
    const told = duringRun(error, training.dataSettings);
    record?.fail(told);
    throw told;
  } finally {
    lock?.release();
  }
}

/** Runs the inference network in `state` over the test images. */
async function testOn(data: DataSet, { design, settings, compute }: Training, state: StateData): Promise<Evaluation> {
  const graph = compileInference(design.analysis);
  const options = { threads: compute.threads, autotune: false, state };
  const executable = await compute.backend.compileInference(graph, options);
  try {
    return await evaluate(
      executable,
      data.evaluationBatches('test', settings.batch),
      settings.batch,
      data.classes.length,
    );
  } finally {
    await executable.dispose();
  }
}

function doneEvent(outcome: TrainOutcome, run: string | null, test: Evaluation | null): Done {
  const { status, reason, progress, seconds, imagesPerSecond } = outcome;
  return {
    type: 'done',
    status,
    reason,
    run,
    steps: progress.step,
    loss: progress.lastLoss,
    accuracy: progress.lastAccuracy,
    bestEpoch: progress.bestEpoch,
    bestValAccuracy: progress.bestAccuracy,
    seconds,
    imagesPerSecond,
    test,
  };
}
