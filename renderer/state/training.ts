import { createStore } from 'zustand/vanilla';
import { type Problem, ProblemError } from '../../engine/base/diagnostics.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { text } from '../language/text.ts';
import type { EngineCall, EngineEvent } from '../platform/platform.ts';
import { type EpochEvent, RunSeries, type StartEvent, type StepEvent } from '../series/run-series.ts';
import { platform, tellError } from './session.ts';
import { change, get, say } from './store.ts';

export type TrainingStatus =
  | 'idle'
  | 'starting'
  | 'running'
  | 'paused'
  | 'stopping'
  /** To its end, by request before it, or by a problem. */
  | 'done'
  | 'stopped'
  | 'failed';

/** The run that is shown live: the one that goes on, or the last one of this window. */
export interface Training {
  readonly status: TrainingStatus;
  /** The run's own copy of the design: later edits do not reach it. */
  readonly document: LoomDocument | null;
  readonly start: StartEvent | null;
  /** The latest of each. */
  readonly step: StepEvent | null;
  readonly epoch: EpochEvent | null;
  /** Grows in place; `revision` changes with it, at most once a frame. */
  readonly series: RunSeries;
  readonly revision: number;
  readonly problems: readonly Problem[];
}

const idle = (): Omit<Training, 'status'> => ({
  document: null,
  start: null,
  step: null,
  epoch: null,
  series: new RunSeries(),
  revision: 0,
  problems: [],
});

export const training = createStore<Training>(() => ({ ...idle(), status: 'idle' }));

let call: EngineCall<'train'> | null = null;

export const isRunning = ({ status }: Training): boolean =>
  status === 'starting' || status === 'running' || status === 'paused' || status === 'stopping';

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
  waiting = null;
  training.setState({ ...idle(), status: 'starting', document });
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
    const { status } = await call.result;
    training.setState({ status });
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
  const { series } = training.getState();
  switch (event.type) {
    case 'start':
      series.start(event);
      training.setState({ status: 'running', start: event });
      break;
    case 'step':
      series.step(event);
      show({ step: event });
      break;
    case 'epoch':
      series.epoch(event);
      show({ epoch: event });
      break;
    case 'acknowledged':
      if (event.wanted !== 'stop') training.setState({ status: event.wanted === 'pause' ? 'paused' : 'running' });
      break;
    default:
      break;
  }
}

let waiting: Partial<Training> | null = null;

/** Steps may come a thousand a second: what is shown changes once a frame. */
function show(changes: Partial<Training>): void {
  if (waiting) {
    waiting = { ...waiting, ...changes };
    return;
  }
  waiting = changes;
  requestAnimationFrame(() => {
    if (waiting) training.setState({ ...waiting, revision: training.getState().revision + 1 });
    waiting = null;
  });
}

export function pauseTraining(): void {
  call?.control('pause');
}

export function resumeTraining(): void {
  call?.control('run');
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
  const { start, status } = training.getState();
  const run = start?.run ?? null;
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
