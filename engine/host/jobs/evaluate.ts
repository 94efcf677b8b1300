import { ProblemError } from '../../base/diagnostics.ts';
import type { DataSettings } from '../../settings/data.ts';
import { evaluate as evaluateBatches } from '../../train/evaluate.ts';
import { misfits } from '../open-design.ts';
import { chooseCompute } from './compute.ts';
import { imageFacts, openRecorded } from './images.ts';
import type { Job } from './job.ts';
import { type LoadedRun, loadRun } from './load-run.ts';
import { readAsTrained, recordedData } from './run-record.ts';

const BATCH = 64;

export const evaluate: Job<'evaluate'> = async (params, emit) => {
  const run = loadRun(params.run, emit);
  const { backend, threads } = await chooseCompute(params.device, params.threads);
  const recorded = recordedData(run.record, run.path);
  const data = await openRecorded(
    run.record,
    recorded,
    params.data ? asTheRun(params.data, recorded, run) : null,
    emit,
  );
  try {
    const problems = misfits(run.design.analysis, imageFacts(data));
    if (problems.length > 0) throw new ProblemError(problems);
    const batches = data.evaluationBatches('test', BATCH);
    const options = { threads, autotune: false, plan: run.record.plan, state: run.state };
    const executable = await backend.compileInference(run.graph, options);
    try {
      const total = data.counts.test;
      const result = await evaluateBatches(executable, batches, BATCH, data.classes.length, (done) =>
        emit({ type: 'evaluated', done, total }),
      );
      return { ...result, run: run.path, checkpoint: run.checkpoint, data: data.name, classes: data.classes };
    } finally {
      await executable.dispose();
    }
  } finally {
    await data.dispose();
  }
};

/** Another data set in the run's size and colours, unless the person says otherwise. */
function asTheRun(data: DataSettings, recorded: DataSettings, { record }: LoadedRun): DataSettings {
  const { height, width, channels } = record.data;
  return { resize: { height, width }, grayscale: channels === 1, ...readAsTrained(data, recorded) };
}
