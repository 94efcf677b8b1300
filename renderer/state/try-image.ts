import { createStore } from 'zustand/vanilla';
import { type Problem, ProblemError } from '../../engine/base/diagnostics.ts';
import type { CallResult } from '../../engine/host/protocol.ts';
import { looked } from './looked.ts';
import { bytesOf, bytesOfPicture, fileOfPng, toBase64 } from './picture-bytes.ts';
import { brightness, looksReversed, meanOf } from './polarity.ts';
import { platform } from './session.ts';
import { likeliestRun } from './trained-runs.ts';

export type Prediction = CallResult<'predict'>['predictions'][number];
type RunImages = CallResult<'runImages'>;

/** What the network was trained on, to set a picture beside. */
export interface Trained {
  readonly images: RunImages['images'];
  /** Brightness of their mean image, pixel by pixel. */
  readonly mean: Float32Array | null;
  /** Whether images travel without loss, so that one can be tried as the run had it. */
  readonly exact: boolean;
}

/** A picture of one's own, shown to a trained network. */
export interface TryImage {
  readonly open: boolean;
  /** Folder of the run whose weights are used; null where there is none. */
  readonly run: string | null;
  readonly picture: File | null;
  /** Its negative is shown. */
  readonly inverted: boolean;
  /** What the picture is known to show: of a test image, its class. */
  readonly truth: string | null;
  readonly busy: boolean;
  readonly prediction: Prediction | null;
  /** The picture is dark where the training images are light. */
  readonly reversed: boolean;
  readonly trained: Trained | null;
  readonly problems: readonly Problem[];
}

const unanswered = { prediction: null, reversed: false, problems: [] } as const;
const noPicture = { picture: null, inverted: false, truth: null } as const;

export const tryImage = createStore<TryImage>(() => ({
  open: false,
  run: null,
  ...noPicture,
  busy: false,
  trained: null,
  ...unanswered,
}));

/**
 * Opens the dialog, with a picture where one was dropped. Without a run, the last one of the open design is proposed.
 */
export async function openTry(picture?: File, run?: string): Promise<void> {
  tryImage.setState({ open: true });
  const wanted = run ?? (await likeliestRun());
  if (picture) tryImage.setState({ ...noPicture, picture });
  await tryRun(wanted);
}

export const closeTry = (): void => tryImage.setState({ open: false });

/** With another network; the picture stays. */
export async function tryRun(run: string | null): Promise<void> {
  if (run !== tryImage.getState().run) tryImage.setState({ run, trained: null });
  await Promise.all([ask(), lookAtTrained()]);
}

/** Asks the network what a picture shows. */
export async function show(picture: File): Promise<void> {
  tryImage.setState({ ...noPicture, picture });
  await ask();
}

export const forgetPicture = (): void => tryImage.setState({ ...noPicture, ...unanswered });

export async function invert(): Promise<void> {
  tryImage.setState({ inverted: !tryImage.getState().inverted });
  await ask();
}

/** An image that the network was not trained on, and what it shows. */
export async function showTestImage(): Promise<void> {
  const { run } = tryImage.getState();
  if (run === null) return;
  const { value, problems } = await looked(
    platform().engine.call('runImages', { run, part: 'test', at: Math.random() }).result,
  );
  if (tryImage.getState().run !== run) return;
  const [image] = value?.images ?? [];
  if (!image) return tryImage.setState({ problems });
  tryImage.setState({ ...noPicture, picture: fileOfPng(image.png, 'test.png'), truth: image.class });
  await ask();
}

async function ask(): Promise<void> {
  const { run, picture, inverted } = tryImage.getState();
  if (run === null || picture === null) return tryImage.setState(unanswered);
  // Another one may be chosen meanwhile.
  const isCurrent = (): boolean => {
    const now = tryImage.getState();
    return now.picture === picture && now.run === run && now.inverted === inverted;
  };
  // The answer before stays until there is another, so that nothing jumps under the pen.
  tryImage.setState({ busy: true, reversed: false, problems: [] });
  try {
    const image = {
      name: picture.name.slice(0, 255),
      base64: toBase64(await bytesOfPicture(picture, inverted)),
    };
    const asked = platform().engine.call('predict', { run, images: [image], seen: true }, (event) => {
      if (event.type === 'warnings' && isCurrent())
        tryImage.setState({ problems: event.problems as readonly Problem[] });
    });
    const { predictions } = await asked.result;
    if (!isCurrent()) return;
    tryImage.setState({ prediction: predictions[0] ?? null });
    judge();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (isCurrent()) tryImage.setState({ ...unanswered, problems: error.problems });
  } finally {
    if (isCurrent()) tryImage.setState({ busy: false });
  }
}

/** Enough for a mean: some of every class. */
const EXAMPLES = 60;

/** Where the run's images are gone, there is nothing to set beside, and the network answers all the same. */
async function lookAtTrained(): Promise<void> {
  const { run, trained } = tryImage.getState();
  if (run === null || trained) return;
  const { value } = await looked(platform().engine.call('runImages', { run, part: 'train', count: EXAMPLES }).result);
  if (!value) return;
  const mean = meanOf(await Promise.all(value.images.map(({ png }) => brightnessOf(png))));
  if (tryImage.getState().run !== run) return;
  tryImage.setState({ trained: { images: value.images, mean, exact: value.bits === 8 } });
  judge();
}

async function brightnessOf(png: string): Promise<Float32Array> {
  const image = await createImageBitmap(new Blob([bytesOf(png)]));
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
  context.drawImage(image, 0, 0);
  return brightness(context.getImageData(0, 0, image.width, image.height).data);
}

/** Whether the picture looks reversed, once it and the training images are there. */
function judge(): void {
  const { prediction, trained, truth } = tryImage.getState();
  if (!prediction?.seen || !trained?.mean || truth !== null) return;
  const { height, width, channels, base64 } = prediction.seen;
  const planes = bytesOf(base64);
  const area = height * width;
  const picture = Float32Array.from({ length: area }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += planes[c * area + i]!;
    return sum / channels / 255;
  });
  tryImage.setState({ reversed: picture.length === trained.mean.length && looksReversed(picture, trained.mean) });
}
