import { createStore } from 'zustand/vanilla';
import { type Problem, ProblemError } from '../../engine/base/diagnostics.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { parseDocument } from '../../engine/design/parse.ts';
import type { CallInput } from '../../engine/host/protocol.ts';
import type { RunHistory, SweepPoint } from '../../engine/host/runs-protocol.ts';
import type { ActiveJob } from '../../engine/host/shell-protocol.ts';
import type { EngineCall, EngineEvent } from '../platform/platform.ts';
import { type EpochEvent, RunSeries, type StartEvent, type StepEvent } from '../series/run-series.ts';
import { AtMost, LIVE_MS } from './at-most.ts';
import { platform } from './session.ts';
import { change } from './store.ts';

export type TrainingStatus =
  | 'idle'
  /** Waits behind another job. */
  | 'queued'
  | 'starting'
  | 'running'
  | 'paused'
  | 'stopping'
  /** To its end, by request before it, or by a problem. */
  | 'done'
  | 'stopped'
  | 'failed';

/** A sweep under way: which of its designs trains, and what came out of those before. */
export interface SweepProgress {
  readonly index: number;
  readonly count: number;
  readonly label: string;
  /** Shares of the sweep's multiplications: of the designs before it, and its own. */
  readonly before: number;
  readonly own: number;
  readonly points: readonly SweepPoint[];
}

/**
 * The run that is shown live: the one that goes on, or the last one of this window. Of a sweep, the run of the design
 * that trains.
 */
export interface Training {
  readonly status: TrainingStatus;
  readonly name: string;
  /** What a resume would go on with: the run, or the sweep that it belongs to. Null before its folder is known. */
  readonly kept: { readonly kind: 'run' | 'sweep'; readonly folder: string } | null;
  /** The run's own copy of the design, as far as this window has it: later edits do not reach it. */
  readonly document: LoomDocument | null;
  readonly start: StartEvent | null;
  /** The latest of each. */
  readonly step: StepEvent | null;
  readonly epoch: EpochEvent | null;
  /** Accuracy on the validation images at its best, and after which epoch: what is kept of the run. */
  readonly best: { readonly epoch: number; readonly valAccuracy: number } | null;
  readonly sweep: SweepProgress | null;
  /** Grows in place; `revision` changes with it, ten times a second at most. */
  readonly series: RunSeries;
  readonly revision: number;
  readonly problems: readonly Problem[];
  /** What becomes of the job when the window goes. */
  readonly onClose: 'goOn' | 'stop';
}

const TRAINING_CALLS = ['train', 'resume', 'sweep', 'resumeSweep'] as const;
type TrainingCall = (typeof TRAINING_CALLS)[number];

const fresh = (): Omit<Training, 'status' | 'name' | 'onClose'> => ({
  kept: null,
  document: null,
  start: null,
  step: null,
  epoch: null,
  best: null,
  sweep: null,
  series: new RunSeries(),
  revision: 0,
  problems: [],
});

export const training = createStore<Training>(() => ({ ...fresh(), status: 'idle', name: '', onClose: 'goOn' }));

let call: EngineCall<TrainingCall> | null = null;

export const isRunning = ({ status }: Pick<Training, 'status'>): boolean =>
  status === 'queued' || status === 'starting' || status === 'running' || status === 'paused' || status === 'stopping';

/** Trains a design; its document is the run's own from now on. */
export function startTraining(document: LoomDocument, params: CallInput<'train'>): void {
  begin(document.name, document);
  follow(platform().engine.call('train', params, hear));
}

export function startSweep(params: CallInput<'sweep'>): void {
  begin('', null);
  if (params.out !== null) training.setState({ kept: { kind: 'sweep', folder: params.out } });
  follow(platform().engine.call('sweep', params, hear));
}

/** Goes on with a run from its checkpoint; its curves begin where they began. `data`: where its images lie now. */
export function resumeRun(run: string, name: string, data?: string): void {
  begin(name, null);
  training.setState({ kept: { kind: 'run', folder: run } });
  follow(platform().engine.call('resume', { run, ...(data === undefined ? {} : { data }) }, afterHistory()));
}

/** Goes on with a sweep as a whole: its finished runs stay. */
export function resumeSweep(sweep: string, data?: string): void {
  begin('', null);
  training.setState({ kept: { kind: 'sweep', folder: sweep } });
  follow(platform().engine.call('resumeSweep', { sweep, ...(data === undefined ? {} : { data }) }, afterHistory()));
}

/** Goes on with what this window showed last. */
export function resumeKept({ kept, name }: Pick<Training, 'kept' | 'name'>, data?: string): void {
  if (kept?.kind === 'run') resumeRun(kept.folder, name, data);
  else if (kept) resumeSweep(kept.folder, data);
}

/** Whether the run ended for want of its images, which may lie elsewhere. */
export const lacksData = ({ status, problems }: Training): boolean =>
  status === 'failed' && problems.some(({ code }) => code === 'train.dataGone' || code === 'resume.dataChanged');

/** Asks where the images of a run lie now, and goes on with them. */
export async function locateData(of: Training): Promise<void> {
  const data = await platform().files.choose('dataFolder');
  if (data !== null) resumeKept(of, data);
}

/** Shows a job that goes on already: after the page was loaded anew, or from another window. */
function attach(job: ActiveJob & { readonly call: TrainingCall }): void {
  begin(job.title, null);
  follow(platform().engine.attach(job, afterHistory()));
  if (job.wanted !== 'run') training.setState({ status: job.wanted === 'pause' ? 'paused' : 'stopping' });
  training.setState({ onClose: job.kept ? 'goOn' : 'stop' });
}

/** Whenever this window shows no run that goes on, it shows the one that the engine computes. Called once. */
export function watchJobs(): void {
  const look = (jobs: readonly ActiveJob[]): void => {
    const job = jobs.find(isTraining);
    if (job && !call) attach(job);
  };
  platform().engine.onJobs(look);
  look(platform().engine.jobs());
}

const isTraining = (job: ActiveJob): job is ActiveJob & { readonly call: TrainingCall } =>
  (TRAINING_CALLS as readonly string[]).includes(job.call);

function begin(name: string, document: LoomDocument | null): void {
  showNothing();
  training.setState({ ...fresh(), status: 'starting', name, document });
  change({ panel: 'training' });
}

function follow(started: EngineCall<TrainingCall>): void {
  call = started;
  started.keep(training.getState().onClose === 'goOn');
  void started.result
    .then(
      ({ status }) => end({ status }),
      (error: unknown) => {
        if (!(error instanceof ProblemError)) throw error;
        // Stopped before its first step.
        const cancelled = error.problems.some(({ code }) => code === 'engine.cancelled');
        end(cancelled ? { status: 'stopped' } : { status: 'failed', problems: error.problems });
      },
    )
    .finally(() => {
      if (call === started) call = null;
    });
}

/** Hears a job whose run began earlier: the steps on disk come before those that it reports. */
function afterHistory(): (event: EngineEvent) => void {
  let held: EngineEvent[] | null = null;
  const recall = async (run: string): Promise<void> => {
    held = [];
    try {
      remember(await platform().engine.call('history', { run }).result);
    } catch (error) {
      // Without its past the run is still worth seeing.
      if (!(error instanceof ProblemError)) throw error;
    }
    const events = held;
    held = null;
    events.forEach(hear);
  };
  return (event) => {
    if (held) {
      held.push(event);
      return;
    }
    hear(event);
    if (event.type === 'start' && event.run !== null) void recall(event.run);
  };
}

function remember({ design, summary, ...history }: RunHistory): void {
  const { series, revision } = training.getState();
  series.recall(history);
  const { bestEpoch = null, bestValAccuracy = null } = summary.facts ?? {};
  training.setState({
    document: parseDocument(JSON.stringify(design), summary.name).document ?? null,
    best: bestEpoch === null || bestValAccuracy === null ? null : { epoch: bestEpoch, valAccuracy: bestValAccuracy },
    revision: revision + 1,
  });
}

/** Once the engine has heard what is wanted of a job. */
const AFTER = { run: 'running', pause: 'paused', stop: 'stopping' } as const;

function hear(event: EngineEvent): void {
  const { series, sweep, best, kept } = training.getState();
  switch (event.type) {
    case 'queued':
      training.setState({ status: 'queued' });
      break;
    case 'started':
      training.setState({ status: 'starting' });
      break;
    case 'start':
      series.start(event);
      training.setState({ status: 'running', start: event, name: event.name, kept: keptIn(event.run, sweep !== null) });
      break;
    case 'step':
      series.step(event);
      show({ step: event });
      break;
    case 'epoch':
      series.epoch(event);
      show({
        epoch: event,
        best: event.best && event.valAccuracy !== null ? { epoch: event.epoch, valAccuracy: event.valAccuracy } : best,
      });
      break;
    case 'design':
      showNothing();
      training.setState({
        ...fresh(),
        kept,
        status: 'starting',
        sweep: {
          index: event.index,
          count: event.count,
          label: event.label,
          before: event.before,
          own: event.own,
          points: sweep?.points ?? [],
        },
      });
      break;
    case 'point':
      if (sweep) training.setState({ sweep: { ...sweep, points: [...sweep.points, event] } });
      break;
    case 'warnings':
      training.setState({ problems: event.problems as readonly Problem[] });
      break;
    case 'acknowledged':
      training.setState({ status: AFTER[event.wanted] });
      break;
    default:
      break;
  }
}

/** The runs of a sweep lie in its folder. */
function keptIn(run: string | null, swept: boolean): Training['kept'] {
  if (run === null) return null;
  return swept ? { kind: 'sweep', folder: run.replace(/[/\\][^/\\]+$/, '') } : { kind: 'run', folder: run };
}

let waiting: Partial<Training> = {};

const showing = new AtMost(LIVE_MS, () => {
  training.setState({ ...waiting, revision: training.getState().revision + 1 });
  waiting = {};
});

/** Steps may come a thousand a second. */
function show(changes: Partial<Training>): void {
  waiting = { ...waiting, ...changes };
  showing.soon();
}

/** With all that was heard before. */
function end(changes: Partial<Training>): void {
  showing.now();
  training.setState(changes);
}

/** What is shown is of another run from now on. */
function showNothing(): void {
  waiting = {};
  showing.cancel();
}

export function pauseTraining(): void {
  call?.control('pause');
}

export function continueTraining(): void {
  call?.control('run');
}

/** Stops at the end of the step, with a checkpoint. */
export function stopTraining(): void {
  training.setState({ status: 'stopping' });
  call?.control('stop');
}

export function decideOnClose(onClose: Training['onClose']): void {
  training.setState({ onClose });
  call?.keep(onClose === 'goOn');
}
