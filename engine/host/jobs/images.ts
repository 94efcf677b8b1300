import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Analysis } from '../../analyze/analysis.ts';
import { ProblemError, problem } from '../../base/diagnostics.ts';
import { type DataSet, type OpenOptions, openDataSet } from '../../data/data-set.ts';
import type { DataSettings } from '../../settings/data.ts';
import type { TrainingSettings } from '../../settings/training.ts';
import type { TrainingData } from '../../train/job.ts';
import type { RunRecord } from '../../train/run-record.ts';
import { spanOf } from '../../train/schedule.ts';
import type { ImageFacts } from '../open-design.ts';
import { dataFound } from './data-found.ts';
import type { Emit } from './job.ts';
import { processorProblems } from './memory-checks.ts';
import type { Training } from './run-training.ts';
import { settingsChecks } from './settings-checks.ts';

const LOADING_EVENTS_MS = 100;

/** Calls only now and then. */
export function throttled<A extends readonly unknown[]>(report: (...args: A) => void): (...args: A) => void {
  let reportedAt = performance.now();
  return (...args) => {
    if (performance.now() - reportedAt < LOADING_EVENTS_MS) return;
    reportedAt = performance.now();
    report(...args);
  };
}

/** Opens a data set and reports how far the reading of a large folder is. The caller disposes of it. */
export async function openImages(
  settings: DataSettings,
  emit: Emit,
  how: Pick<OpenOptions, 'normalisation' | 'testClasses'> = {},
): Promise<DataSet> {
  const data = await openDataSet(settings, {
    ...how,
    onProgress: throttled((phase, done, total) => emit({ type: 'loading', phase, done, total })),
  });
  if (data.warnings.length > 0) emit({ type: 'warnings', problems: data.warnings });
  return data;
}

/** Says what a training has before it, before its first step. */
export function sayFound(data: DataSet, emit: Emit): void {
  emit({ type: 'data', ...dataFound(data) });
}

/**
 * Opens what a run was trained on, in the run's statistics. Where it lies now is in `moved`; without that, images that
 * cannot be found were there when the run began.
 */
export async function openRecorded(
  { data: { mean, standardDeviation: std } }: Pick<RunRecord, 'data'>,
  recorded: DataSettings,
  moved: DataSettings | null,
  emit: Emit,
): Promise<DataSet> {
  if (moved) return openImages(moved, emit, { normalisation: { mean, std } });
  return openImages(recorded, emit, { normalisation: { mean, std } }).catch((error: unknown) => {
    throw duringRun(error, recorded);
  });
}

export const imageFacts = ({ name, shape, classes }: DataSet): ImageFacts => ({
  name,
  ...shape,
  classes: classes.length,
});

/** The data set as a trainer reads it. */
export function trainingData(data: DataSet, settings: TrainingSettings, { augment }: DataSettings): TrainingData {
  const { batch, seed, shuffle } = settings;
  return {
    classes: data.classes.length,
    trainImages: data.counts.train,
    validationImages: data.counts.validation,
    train: (from, to) => data.trainBatches({ batch, seed, shuffle, augment, from, to }),
    validation: () => data.evaluationBatches('validation', batch),
  };
}

/**
 * Throws the ProblemError that training would end in, before anything is written: a batch larger than the set, no test
 * images, a norm of one value. Warns of settings that do not do what they seem to.
 */
export function requireBatches(
  {
    data,
    settings,
    dataSettings: chosen,
    test,
    compute: { device },
  }: Pick<Training, 'data' | 'settings' | 'dataSettings' | 'test' | 'compute'>,
  networks: readonly Analysis[],
  emit: Emit,
): void {
  const { batch, seed, shuffle } = settings;
  data.trainBatches({ batch, seed, shuffle, augment: chosen.augment, to: 0 }).close();
  if (test) data.evaluationBatches('test', batch).close();
  const span = spanOf(data.counts.train, settings);
  const found = networks.flatMap((analysis) => [
    ...settingsChecks(analysis, settings, span),
    ...processorProblems(analysis, settings, device),
  ]);
  const errors = found.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new ProblemError(errors);
  // Of the settings alone: each network has the same.
  const warnings = [...new Map(found.map((one) => [one.code, one])).values()];
  if (warnings.length > 0) emit({ type: 'warnings', problems: warnings });
}

/** Settings that open the same data set from any working directory. */
export function lasting(settings: DataSettings): DataSettings {
  return settings.path.startsWith('builtin:') ? settings : { ...settings, path: resolve(settings.path) };
}

/** An error while a run goes on, in words for a run: images that cannot be found were there when it began. */
export function duringRun(error: unknown, { path }: DataSettings): unknown {
  if (!(error instanceof ProblemError)) return error;
  const missing = error.problems.find(({ code }) => code === 'data.notFound');
  if (!missing) return error;
  const gone = existsSync(path) ? missing.node : path;
  return new ProblemError([problem('train.dataGone', gone, { path: gone })]);
}
