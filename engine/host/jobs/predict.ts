import { existsSync } from 'node:fs';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import type { ImageSource } from '../../data/image-header.ts';
import { type NetworkInput, readNetworkInput } from '../../data/predict-image.ts';
import type { CallParams } from '../protocol.ts';
import { chooseCompute } from './compute.ts';
import type { Job } from './job.ts';
import { loadRun } from './load-run.ts';
import { recordedData } from './run-record.ts';

export const predict: Job<'predict'> = async (params, emit) => {
  const run = loadRun(params.run, emit);
  const { backend, threads } = await chooseCompute(params.device, params.threads);
  const missing = params.images.filter((image) => typeof image === 'string').filter((path) => !existsSync(path));
  if (missing.length > 0) throw new ProblemError(missing.map((path) => problem('image.notFound', path, { path })));
  const { height, width, channels, classes } = run.record.data;
  const shape = { height, width, channels };
  const { ground } = recordedData(run.record, run.path);
  const decoding = { ground, bits: run.record.data.bits };
  const inputs: NetworkInput[] = [];
  for (const image of params.images)
    inputs.push(await readNetworkInput(sourceOf(image), shape, run.normalisation, decoding));
  const options = { threads, autotune: false, plan: run.record.plan, state: run.state };
  const executable = await backend.compileInference(run.graph, options);
  try {
    const predictions = [];
    for (const [i, { values, pixels }] of inputs.entries()) {
      const probabilities = (await executable.run(values, 1)).get('probabilities')!;
      const ranked = classes
        .map((name, c) => ({ name, probability: probabilities[c]! }))
        .sort((a, b) => b.probability - a.probability);
      predictions.push({
        image: nameOf(params.images[i]!),
        classes: ranked,
        ...(params.seen ? { seen: { ...shape, base64: Buffer.from(pixels).toString('base64') } } : {}),
      });
    }
    return { run: run.path, checkpoint: run.checkpoint, predictions };
  } finally {
    await executable.dispose();
  }
};

type Image = CallParams<'predict'>['images'][number];

const sourceOf = (image: Image): ImageSource =>
  typeof image === 'string' ? image : { name: image.name, bytes: Buffer.from(image.base64, 'base64') };

const nameOf = (image: Image): string => (typeof image === 'string' ? image : image.name);
