import { createStore } from 'zustand/vanilla';
import { type Problem, ProblemError } from '../../engine/base/diagnostics.ts';
import type { CallResult } from '../../engine/host/protocol.ts';
import { bytesOfPicture } from './picture-bytes.ts';
import { runs } from './runs.ts';
import { platform } from './session.ts';
import { trainedRun, trainedRuns } from './trained-runs.ts';

export type Prediction = CallResult<'predict'>['predictions'][number];

/** A picture of one's own, shown to a trained network. */
export interface TryImage {
  readonly open: boolean;
  /** Folder of the run whose weights are used; null where there is none. */
  readonly run: string | null;
  readonly picture: File | null;
  readonly busy: boolean;
  readonly prediction: Prediction | null;
  readonly problems: readonly Problem[];
}

export const tryImage = createStore<TryImage>(() => ({
  open: false,
  run: null,
  picture: null,
  busy: false,
  prediction: null,
  problems: [],
}));

/** Opens the dialog, with a picture where one was dropped. */
export function openTry(picture?: File): void {
  const { run } = tryImage.getState();
  tryImage.setState({ open: true, run: trainedRun() ?? run ?? trainedRuns(runs.getState())[0]?.run ?? null });
  if (picture) void show(picture);
}

export const closeTry = (): void => tryImage.setState({ open: false });

export function tryRun(run: string | null): void {
  tryImage.setState({ run, prediction: null });
  const { picture } = tryImage.getState();
  if (picture) void show(picture);
}

/** Asks the network what a picture shows. */
export async function show(picture: File): Promise<void> {
  const { run } = tryImage.getState();
  tryImage.setState({ picture, prediction: null, problems: [] });
  if (run === null) return;
  tryImage.setState({ busy: true });
  try {
    const image = { name: picture.name.slice(0, 255), base64: toBase64(await bytesOfPicture(picture)) };
    const asked = platform().engine.call('predict', { run, images: [image], seen: true }, (event) => {
      if (event.type === 'warnings') tryImage.setState({ problems: event.problems as readonly Problem[] });
    });
    const { predictions } = await asked.result;
    // Another one was chosen meanwhile.
    if (tryImage.getState().picture !== picture || tryImage.getState().run !== run) return;
    tryImage.setState({ prediction: predictions[0] ?? null });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    tryImage.setState({ problems: error.problems });
  } finally {
    tryImage.setState({ busy: false });
  }
}

/** In pieces that fit into a call's arguments. */
function toBase64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(pieces.join(''));
}
