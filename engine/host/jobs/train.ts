import { withRate } from '../../settings/learning-rate.ts';
import { RunFolder } from '../../train/run-folder.ts';
import { type ImageFacts, openResized, openTrainable } from '../open-design.ts';
import type { DesignSource } from '../protocol.ts';
import { chooseCompute } from './compute.ts';
import { imageFacts, openImages, requireBatches, sayFound } from './images.ts';
import type { Job } from './job.ts';
import { newRecord } from './run-record.ts';
import { runTraining } from './run-training.ts';
import { startWeights } from './start-weights.ts';
import { watchLearning } from './watch-learning.ts';

export const train: Job<'train'> = async (params, emit, control) => {
  const compute = await chooseCompute(params.device, params.threads);
  const data = await openImages(params.data, emit);
  try {
    const facts = imageFacts(data);
    const source = params.from === undefined ? params.design : withClasses(params.design, facts);
    const design = openTrainable(source, facts);
    const from = params.from === undefined ? null : startWeights(params.from, design);
    const settings = withRate(params.settings, [design.analysis]);
    const { autotune, checkpointEvery, layerMetricsEvery, test } = params;
    const run = { design, settings, dataSettings: params.data, data, compute, autotune, test, resume: false };
    requireBatches(run, [design.analysis], emit);
    const folder = params.out === null ? null : new RunFolder(params.out);
    const kept = folder && { folder, record: await newRecord(run) };
    folder?.create();
    sayFound(data, emit);
    if (from) emit({ type: 'warnings', problems: from.told });
    const options = { checkpointEvery, layerMetricsEvery, ...(from ? { from: from.weights } : {}) };
    return await runTraining({ ...run, kept, ...options }, watchLearning(run, emit), control);
  } finally {
    await data.dispose();
  }
};

/** The classifier is one for these classes; the layers before it, whose weights are taken over, stay as they are. */
function withClasses(source: DesignSource, { classes }: ImageFacts): DesignSource {
  const { document } = openResized(source, { classes });
  return { kind: 'document', document, name: document.name };
}
