import { type Problem, ProblemError, problem } from '../../base/diagnostics.ts';
import type { TrainingSettings } from '../../settings/training.ts';
import { RunFolder } from '../../train/run-folder.ts';
import type { RunRecord } from '../../train/run-record.ts';
import { learningRateAt, type Span, spanOf } from '../../train/schedule.ts';
import { openTrainable } from '../open-design.ts';
import type { CallParams } from '../protocol.ts';
import { rateAfterBreak } from '../runs/summary.ts';
import { chooseCompute } from './compute.ts';
import { imageFacts, lasting, openRecorded, sayFound } from './images.ts';
import type { Job } from './job.ts';
import { recordedData } from './run-record.ts';
import { runTraining } from './run-training.ts';
import { requireSame } from './same-data.ts';
import { takeUp } from './take-up.ts';

/**
 * Goes on as the run would have: same design, data statistics, threads and kernel choices, so that the bits are the
 * same.
 */
export const resume: Job<'resume'> = async (params, emit, control) => {
  const folder = new RunFolder(params.run);
  const before = folder.readRecord();
  const fits = rateAfterBreak(before);
  if (fits !== null) throw new ProblemError([problem('resume.diverged', params.run, { run: params.run, fits })]);
  const { data: place, checkpointEvery, test } = params;
  const settings = raised(before.settings, params);
  const compute = await chooseCompute(before.device.id, before.device.threads);
  const recorded = recordedData(before, params.run);
  const moved = place === undefined ? null : lasting({ ...recorded, path: place });
  const data = await openRecorded(before, recorded, moved, emit);
  try {
    const dataSettings = moved ?? recorded;
    await requireSame(data, before, dataSettings.path, emit);
    const design = openTrainable({ kind: 'document', document: before.design, name: before.name }, imageFacts(data));
    const record = { ...before, settings, data: { ...before.data, source: dataSettings.path } };
    const stretched = stretchedSchedule(before, settings);
    if (stretched) emit({ type: 'warnings', problems: [stretched] });
    const run = { design, settings, dataSettings, data, compute, kept: { folder, record } };
    sayFound(data, emit);
    return await runTraining({ ...run, ...takeUp(folder, before, emit), checkpointEvery, test }, emit, control);
  } finally {
    await data.dispose();
  }
};

/** The run's settings with its end moved out. Moving it in would leave a run that is past its end. */
function raised(settings: TrainingSettings, wanted: CallParams<'resume'>): TrainingSettings {
  const result = { ...settings };
  for (const field of ['epochs', 'maxSteps'] as const) {
    const [before, now] = [settings[field], wanted[field]];
    if (now === undefined) continue;
    if (before !== undefined && now < before) {
      throw new ProblemError([problem('resume.lowered', '', { field, before, now }, { field })]);
    }
    result[field] = now;
  }
  return result;
}

/**
 * A warning where the learning rate goes on otherwise than it would have, because the schedule runs over the whole
 * length; null where the end is as it was, or does not matter.
 */
function stretchedSchedule({ settings: before, data, summary }: RunRecord, settings: TrainingSettings): Problem | null {
  const [span, stretched] = [before, settings].map((one) => spanOf(data.trainImages, one)) as [Span, Span];
  const { kind } = settings.schedule;
  if (span.totalSteps === stretched.totalSteps || kind === 'constant' || kind === 'step') return null;
  const step = summary.step ?? 0;
  const values = {
    schedule: kind === 'oneCycle' ? 'one-cycle' : kind,
    before: span.totalSteps,
    now: stretched.totalSteps,
    next: learningRateAt(settings, step, stretched).toPrecision(3),
    ...(step > 0 ? { last: learningRateAt(before, step - 1, span).toPrecision(3) } : {}),
  };
  return problem('resume.stretched', '', values, { field: 'epochs', severity: 'warning' });
}
