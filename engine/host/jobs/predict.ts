import { existsSync } from 'node:fs';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { readNetworkInput } from '../../data/predict-image.ts';
import { chooseCompute } from './compute.ts';
import type { Job } from './job.ts';
import { loadRun } from './load-run.ts';

export const predict: Job<'predict'> = async (params) => {
  const run = loadRun(params.run);
  const { backend, threads } = await chooseCompute(params.device, params.threads);
  const missing = params.images.filter((path) => !existsSync(path));
  if (missing.length > 0) throw new ProblemError(missing.map((path) => problem('image.notFound', path, { path })));
  const { height, width, channels, classes } = run.record.data;
  const inputs: Float32Array[] = [];
  for (const image of params.images) {
    inputs.push(await readNetworkInput(image, { height, width, channels }, run.normalisation));
  }
  const executable = await backend.compileInference(run.graph, { threads, autotune: false, state: run.state });
  try {
    const predictions = [];
    for (const [i, input] of inputs.entries()) {
      const probabilities = (await executable.run(input, 1)).get('probabilities')!;
      const ranked = classes
        .map((name, c) => ({ name, probability: probabilities[c]! }))
        .sort((a, b) => b.probability - a.probability);
      predictions.push({ image: params.images[i]!, classes: ranked });
    }
    return { run: run.path, checkpoint: run.checkpoint, predictions };
  } finally {
    await executable.dispose();
  }
};
