import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Analysis } from '../../analyze/analysis.ts';
import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import type { DataSet } from '../../data/data-set.ts';
import { withRate } from '../../settings/learning-rate.ts';
import { runEvents } from '../../settings/run-events.ts';
import type { TrainingSettings } from '../../settings/training.ts';
import type { RunControl, TrainEvent } from '../../train/events.ts';
import { eventOf } from '../../train/metrics-file.ts';
import { RunFolder } from '../../train/run-folder.ts';
import type { RunRecord } from '../../train/run-record.ts';
import { spanOf } from '../../train/schedule.ts';
import { type OpenedDesign, openDesign, openTrainable } from '../open-design.ts';
import type { CallParams, CallResult } from '../protocol.ts';
import { rateAfterBreak } from '../runs/summary.ts';
import { SweepFolder, type SweepRecord } from '../runs/sweep-folder.ts';
import type { SweepPoint } from '../runs-protocol.ts';
import { type Compute, chooseCompute } from './compute.ts';
import { duringRun, imageFacts, lasting, openImages, requireBatches, sayFound } from './images.ts';
import type { Emit, Job } from './job.ts';
import { newRecord } from './run-record.ts';
import { runTraining } from './run-training.ts';
import { requireSame } from './same-data.ts';
import { takeUp } from './take-up.ts';

type Planned = Omit<SweepRecord['designs'][number], 'settings'> & {
  readonly opened: OpenedDesign;
  /** Its own, or those of the whole sweep. */
  readonly settings: TrainingSettings;
};
type Epoch = Extract<TrainEvent, { readonly type: 'epoch' }>;

/**
 * Trains design after design with the same settings; a design whose loss breaks is a point without errors, and the
 * sweep goes on. Into the folder of a sweep that was cut short it goes on with that one, where it is the same.
 */
export const sweep: Job<'sweep'> = async (params, emit, control) => {
  const folder = params.out === null ? null : new SweepFolder(params.out);
  if (folder?.exists) {
    const record = samePlan(folder, params);
    return goOn(folder, record, await sameCompute(record), emit, control);
  }
  const compute = await chooseCompute(params.device, params.threads);
  const { device, threads } = compute;
  const { designs, autotune } = params;
  const opened = designs.map(({ design }) => openDesign(design).analysis);
  const settings = withRate(params.settings, opened);
  const plan = { designs, data: lasting(params.data), settings, device: { id: device.id, threads }, autotune };
  const record: SweepRecord = { format: 'layerloom-sweep', version: 1, ...plan, status: 'running', points: [] };
  return goOn(folder, record, compute, emit, control);
};

/**
 * Goes on with a sweep that was cut short: designs that are done stay as they are, the run that was under way is
 * resumed, the others follow.
 */
export const resumeSweep: Job<'resumeSweep'> = async (params, emit, control) => {
  const folder = new SweepFolder(params.sweep);
  const record = folder.read();
  const moved = params.data === undefined ? record.data : lasting({ ...record.data, path: params.data });
  return goOn(folder, { ...record, data: moved }, await sameCompute(record), emit, control, params.data !== undefined);
};

/** The sweep in the folder, where it is the one that is asked for. Throws a ProblemError where it is another. */
function samePlan(folder: SweepFolder, params: CallParams<'sweep'>): SweepRecord {
  const record = folder.read();
  const same =
    isDeepStrictEqual(record.designs, params.designs) &&
    isDeepStrictEqual(record.data, lasting(params.data)) &&
    isDeepStrictEqual(record.settings, { learningRate: record.settings.learningRate, ...params.settings }) &&
    (params.device === 'auto' || params.device === record.device.id);
  if (same) return record;
  throw new ProblemError([problem('sweep.isAnother', folder.path, { path: folder.path })]);
}

/** The device that the sweep has had. */
const sameCompute = ({ device: { id, threads } }: SweepRecord): Promise<Compute> => chooseCompute(id, threads);

async function goOn(
  folder: SweepFolder | null,
  before: SweepRecord,
  compute: Compute,
  emit: Emit,
  control: RunControl,
  moved = false,
): Promise<CallResult<'sweep'>> {
  const data = await openImages(before.data, emit).catch((error: unknown) => {
    throw folder?.exists && !moved ? duringRun(error, before.data) : error;
  });
  try {
    const planned = openAll(before, data);
    const shared = { data, dataSettings: before.data, test: false, compute };
    for (const [settings, networks] of bySettings(planned)) requireBatches({ ...shared, settings }, networks, emit);
    await requireSameDone(before, data, emit);
    sayFound(data, emit);
    const lock = folder?.lock();
    const work = workOf(planned, data.counts.train);
    const points = [...before.points];
    const keep = (status: SweepRecord['status']): void =>
      folder?.write({ ...before, status, points: inOrder(planned, points) }, data.name);
    try {
      keep('running');
      for (const [index, one] of planned.entries()) {
        const { label, series, depth } = one;
        emit({
          type: 'design',
          index,
          count: planned.length,
          label,
          series,
          depth,
          ...axisOf(one),
          before: work.slice(0, index).reduce((sum, share) => sum + share, 0),
          own: work[index]!,
        });
        const kept = before.points.find((point) => point.label === label);
        const point = kept ?? (await trainOne(one, before, folder, data, compute, emit, control));
        if (!point) {
          keep('stopped');
          return { status: 'stopped', points: inOrder(planned, points) };
        }
        if (!kept) points.push(point);
        emit({ type: 'point', ...point });
        if (!kept) keep('running');
      }
      keep('done');
      return { status: 'done', points: inOrder(planned, points) };
    } finally {
      lock?.release();
    }
  } finally {
    await data.dispose();
  }
}

const inOrder = (planned: readonly Planned[], points: readonly SweepPoint[]): SweepPoint[] =>
  planned.flatMap(({ label }) => points.find((point) => point.label === label) ?? []);

/** Every design is opened before the first trains: a mistake in the last one shows at once. */
function openAll({ designs, settings }: SweepRecord, data: DataSet): readonly Planned[] {
  const problems: Problem[] = [];
  const planned = designs.flatMap((one): Planned[] => {
    try {
      const opened = openTrainable(one.design, imageFacts(data));
      return [{ ...one, opened, settings: one.settings ? withRate(one.settings, [opened.analysis]) : settings }];
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new ProblemError(problems);
  return planned;
}

/** The networks that are trained with the same settings. */
function bySettings(planned: readonly Planned[]): ReadonlyMap<TrainingSettings, Analysis[]> {
  const found = new Map<TrainingSettings, Analysis[]>();
  for (const { settings, opened } of planned) found.set(settings, [...(found.get(settings) ?? []), opened.analysis]);
  return found;
}

/**
 * Of each design the share that it has of all multiplications of the sweep: how far it is, whatever the designs cost.
 */
function workOf(planned: readonly Planned[], images: number): readonly number[] {
  const work = planned.map(
    ({ opened, settings }) =>
      Math.max(1, opened.analysis.training.multiplies) *
      Math.max(1, spanOf(images, settings).totalSteps * settings.batch),
  );
  const all = work.reduce((sum, n) => sum + n, 0);
  return work.map((n) => n / all);
}

const axisOf = ({ axis }: Planned) => (axis === undefined ? {} : { axis });

/** Null where the sweep was stopped. A run that is there already goes on. */
async function trainOne(
  one: Planned,
  { data: dataSettings, autotune }: SweepRecord,
  sweepFolder: SweepFolder | null,
  data: DataSet,
  compute: Compute,
  emit: Emit,
  control: RunControl,
): Promise<SweepPoint | null> {
  const { label, series, depth, opened, settings } = one;
  const folder = sweepFolder && new RunFolder(join(sweepFolder.path, label));
  const before = folder?.has('run.json') ? folder.readRecord() : null;
  if (folder && before) {
    requireSameRun(folder, before, opened, settings);
    await requireSame(data, before, dataSettings.path, emit);
  } else folder?.create();
  const began = performance.now();
  const last: { epoch: Epoch | null } = { epoch: folder && before ? lastEpoch(folder) : null };
  const watch = (event: TrainEvent): void => {
    if (event.type === 'epoch') last.epoch = event;
    emit(event);
  };
  let status: SweepPoint['status'] = 'done';
  try {
    if (before && rateAfterBreak(before) !== null) throw new ProblemError(before.problems as Problem[]);
    const run = { design: opened, settings, dataSettings, data, compute, autotune, test: false };
    const record = before
      ? { ...before, data: { ...before.data, source: dataSettings.path } }
      : { ...(await newRecord(run)), sweep: { series, depth, ...axisOf(one) } };
    const start = folder && before ? takeUp(folder, before, emit) : { resume: false, layerMetricsEvery: 10 };
    const done = await runTraining({ ...run, ...start, kept: folder && { folder, record } }, watch, control);
    if (done.status === 'stopped') return null;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problems[0]?.code !== 'train.notFinite') throw error;
    emit({ type: 'warnings', problems: error.problems });
    status = 'failed';
  }
  const epoch = status === 'done' ? last.epoch : null;
  return {
    label,
    series,
    depth,
    ...axisOf(one),
    params: opened.analysis.training.params,
    status,
    trainingLoss: epoch?.loss ?? null,
    trainingError: epoch ? 1 - epoch.accuracy : null,
    validationLoss: epoch?.valLoss ?? null,
    validationError: typeof epoch?.valAccuracy === 'number' ? 1 - epoch.valAccuracy : null,
    seconds: folder?.readRecord().summary.seconds ?? (performance.now() - began) / 1000,
    run: folder?.path ?? null,
  };
}

/**
 * Points that are done stand beside those to come: their runs, as far as they are still there, must have had the same
 * images.
 */
async function requireSameDone({ points, data: { path } }: SweepRecord, data: DataSet, emit: Emit): Promise<void> {
  for (const folder of points.flatMap(({ run }) => (run === null ? [] : new RunFolder(run)))) {
    if (folder.has('run.json')) await requireSame(data, folder.readRecord(), path, emit);
  }
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/**
 * What a run in the sweep's folder is taken up for: the same design, by its content, trained with the same settings.
 * Throws a ProblemError where it is another.
 */
function requireSameRun(
  { path }: RunFolder,
  before: RunRecord,
  { document }: OpenedDesign,
  settings: TrainingSettings,
): void {
  const own = openDesign({ kind: 'document', document: before.design, name: before.name }).document;
  if (isDeepStrictEqual(asJson(own), asJson(document)) && isDeepStrictEqual(before.settings, settings)) return;
  throw new ProblemError([problem('sweep.runIsAnother', path, { path })]);
}

/** The last epoch that is on disk. */
function lastEpoch(folder: RunFolder): Epoch | null {
  let last: Epoch | null = null;
  for (const { text } of folder.metrics()) {
    if (text?.startsWith('{"type":"epoch"')) last = runEvents.epoch.safeParse(eventOf(text)).data ?? last;
  }
  return last;
}
