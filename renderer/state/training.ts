import { createStore } from 'zustand/vanilla';
import { type Problem, ProblemError } from '../../engine/base/diagnostics.ts';
import { text } from '../language/text.ts';
import type { EngineCall, EngineEvent } from '../platform/platform.ts';
import { platform, tellError } from './session.ts';
import { change, get, say } from './store.ts';

export interface StepPoint {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
}

export interface EpochPoint {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** The run that the Training tab shows. */
export interface Training {
  readonly status: 'idle' | 'starting' | 'running' | 'stopping' | 'done' | 'failed';
  readonly points: readonly StepPoint[];
  readonly validation: readonly EpochPoint[];
  readonly steps: number;
  readonly speed: number;
  readonly secondsLeft: number;
  readonly device: string;
  readonly run: string | null;
  readonly problems: readonly Problem[];
  readonly message: string;
}

const idle: Training = {
  status: 'idle',
  points: [],
  validation: [],
  steps: 0,
  speed: 0,
  secondsLeft: 0,
  device: '',
  run: null,
  problems: [],
  message: '',
};

export const training = createStore<Training>(() => idle);

let call: EngineCall<'train'> | null = null;

export const isRunning = ({ status }: Training): boolean =>
  status === 'starting' || status === 'running' || status === 'stopping';

/** Starts a run with the default settings on the built-in data that has the design's image size. */
export async function train(): Promise<void> {
  const state = get();
  const { document } = state.history;
  const errors = state.model.problems.filter(({ severity }) => severity === 'error');
  change({ panel: errors.length > 0 ? 'problems' : 'training' });
  if (errors.length > 0) {
    say(text('train.redFirst', { count: errors.length }), 'error');
    return;
  }
  training.setState({ ...idle, status: 'starting' });
  try {
    const out = await platform().files.newRun(document.name);
    call = platform().engine.call(
      'train',
      {
        design: { kind: 'document', document, name: document.name },
        data: builtinDigits(),
        settings: { batch: Math.min(state.settings.batch, 256) },
        out,
      },
      hear,
    );
    const done = await call.result;
    training.setState({
      status: 'done',
      run: done.run,
      message:
        done.status === 'stopped'
          ? text('train.stopped', { step: done.steps })
          : text('train.done', { loss: done.loss.toFixed(3), accuracy: `${(done.accuracy * 100).toFixed(1)} %` }),
    });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    training.setState({ status: 'failed', problems: error.problems });
  } finally {
    call = null;
  }
}

/** The built-in digits in the size and channels that the design takes. */
function builtinDigits(): {
  readonly path: string;
  readonly resize?: { height: number; width: number };
  readonly grayscale?: boolean;
} {
  const input = get().model.analysis.nodes.find(({ node }) => node.kind === 'input')?.params;
  if (!input) return { path: 'builtin:digits' };
  const [height, width, channels] = [Number(input['height']), Number(input['width']), Number(input['channels'])];
  return { path: 'builtin:digits', resize: { height, width }, grayscale: channels === 1 };
}

function hear(event: EngineEvent): void {
  const state = training.getState();
  switch (event.type) {
    case 'start':
      training.setState({ status: 'running', steps: event.steps, device: event.device, run: event.run });
      break;
    case 'step':
      training.setState({
        points: [...state.points, { step: event.step, loss: event.loss, accuracy: event.accuracy }],
        speed: event.imagesPerSecond,
        secondsLeft: event.secondsLeft,
      });
      break;
    case 'epoch':
      if (event.valLoss !== null)
        training.setState({
          validation: [
            ...state.validation,
            { step: event.step, loss: event.valLoss, accuracy: event.valAccuracy ?? 0 },
          ],
        });
      break;
    default:
      break;
  }
}

export function stopTraining(): void {
  training.setState({ status: 'stopping' });
  call?.control('stop');
}

/** Writes ONNX where the person says, of the last run of this design where there is one, and has it checked. */
export async function exportOnnx(): Promise<void> {
  const { document } = get().history;
  const file = await platform().files.choose('saveOnnx', `${document.name}.onnx`);
  if (file === null) return;
  say(text('export.busy'));
  const { run, status } = training.getState();
  const fromRun = status === 'done' && run !== null;
  try {
    const result = await platform().engine.call('export', {
      ...(fromRun ? { run } : { design: { kind: 'document', document, name: document.name } }),
      file,
      images: 2,
    }).result;
    say(text('export.done', { difference: result.largestDifference.toExponential(1) }));
  } catch (error) {
    tellError(error);
  }
}
