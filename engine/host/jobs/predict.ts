import { statSync } from 'node:fs';
import type { InferenceExecutable } from '../../backends/backend.ts';
import type { ProblemCode } from '../../base/catalogue/index.ts';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import type { ImageSource } from '../../data/image-header.ts';
import { imagesBelow } from '../../data/images-below.ts';
import { readNetworkInput } from '../../data/predict-image.ts';
import type { CallParams, CallResult } from '../protocol.ts';
import { chooseCompute } from './compute.ts';
import { throttled } from './images.ts';
import type { Job } from './job.ts';
import { type LoadedRun, loadRun } from './load-run.ts';
import { recordedData } from './run-record.ts';

type Image = CallParams<'predict'>['images'][number];
type Prediction = CallResult<'predict'>['predictions'][number];

/** Images that cannot be read are told of beside the others; where there is no other, they are what is wrong. */
export const predict: Job<'predict'> = async (params, emit) => {
  const run = loadRun(params.run, emit);
  const { backend, threads } = await chooseCompute(params.device, params.threads);
  const images = await filesOf(params.images);
  const options = { threads, autotune: false, plan: run.record.plan, state: run.state };
  const executable = await backend.compileInference(run.graph, options);
  const told = throttled((done: number) => emit({ type: 'evaluated', done, total: images.length }));
  const predictions: Prediction[] = [];
  const failed: { readonly image: string; readonly problems: readonly Problem[] }[] = [];
  try {
    for (const [i, image] of images.entries()) {
      try {
        predictions.push(await predictOne(run, executable, image, params.seen));
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        failed.push({ image: nameOf(image), problems: error.problems.map(ofPicture) });
      }
      told(i + 1);
    }
  } finally {
    await executable.dispose();
  }
  if (predictions.length === 0) throw new ProblemError(failed.flatMap(({ problems }) => problems));
  return { run: run.path, checkpoint: run.checkpoint, predictions, failed };
};

/** What the images of a data set are told, in words for a picture that somebody chose: nothing is to be deleted. */
const OF_PICTURES: Partial<Record<ProblemCode, ProblemCode>> = {
  'data.emptyFile': 'image.empty',
  'data.unknownFormat': 'image.unknownFormat',
  'data.notAnImage': 'image.isOther',
  'data.undecodable': 'image.undecodable',
  'data.floatNaN': 'image.notNumbers',
};

const ofPicture = (found: Problem): Problem => ({ ...found, code: OF_PICTURES[found.code] ?? found.code });

async function predictOne(
  { record, path, normalisation }: LoadedRun,
  executable: InferenceExecutable,
  image: Image,
  seen: boolean,
): Promise<Prediction> {
  const { height, width, channels, classes, bits } = record.data;
  const shape = { height, width, channels };
  const decoding = { ground: recordedData(record, path).ground, bits };
  const { values, pixels } = await readNetworkInput(sourceOf(image), shape, normalisation, decoding);
  const probabilities = (await executable.run(values, 1)).get('probabilities')!;
  const name = nameOf(image);
  if (!probabilities.every(Number.isFinite))
    throw new ProblemError([problem('predict.notFinite', name, { image: name })]);
  return {
    image: name,
    classes: classes
      .map((one, c) => ({ name: one, probability: probabilities[c]! }))
      .sort((a, b) => b.probability - a.probability),
    ...(seen ? { seen: { ...shape, base64: Buffer.from(pixels).toString('base64') } } : {}),
  };
}

/** A folder stands for all images in it and below it. Throws a ProblemError with all that are not there. */
async function filesOf(images: readonly Image[]): Promise<readonly Image[]> {
  const missing = images.filter((image) => typeof image === 'string' && !statSync(image, { throwIfNoEntry: false }));
  if (missing.length > 0) {
    throw new ProblemError(missing.map(nameOf).map((path) => problem('image.notFound', path, { path })));
  }
  const found: Image[] = [];
  for (const image of images) {
    if (typeof image !== 'string' || !statSync(image).isDirectory()) {
      found.push(image);
      continue;
    }
    const inside = await imagesBelow(image);
    if (inside.length === 0) throw new ProblemError([problem('predict.noImages', image, { path: image })]);
    found.push(...inside);
  }
  return found;
}

const sourceOf = (image: Image): ImageSource =>
  typeof image === 'string' ? image : { name: image.name, bytes: Buffer.from(image.base64, 'base64') };

const nameOf = (image: Image): string => (typeof image === 'string' ? image : image.name);
