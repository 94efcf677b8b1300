import { withRate } from '../../settings/learning-rate.ts';
import { RunFolder } from '../../train/run-folder.ts';
import { openTrainable } from '../open-design.ts';
import { chooseCompute } from './compute.ts';
import { imageFacts, openImages, requireBatches, sayFound } from './images.ts';
import type { Job } from './job.ts';
import { newRecord } from './run-record.ts';
import { runTraining } from './run-training.ts';
import { watchLearning } from './watch-learning.ts';

export const train: Job<'train'> = async (params, emit, control) => {
  const compute = await chooseCompute(params.device, params.threads);
  const data = await openImages(params.data, emit);
  try {
    const design = openTrainable(params.design, imageFacts(data));
    const settings = withRate(params.settings, [design.analysis]);
    const { autotune, checkpointEvery, layerMetricsEvery, test } = params;
    const run = { design, settings, dataSettings: params.data, data, compute, autotune, test, resume: false };
    requireBatches(run, [design.analysis], emit);
    const folder = params.out === null ? null : new RunFolder(params.out);
    const kept = folder && { folder, record: await newRecord(run) };
    folder?.create();
    sayFound(data, emit);
    return await runTraining({ ...run, kept, checkpointEvery, layerMetricsEvery }, watchLearning(run, emit), control);
  } finally {
    await data.dispose();
  }
};
