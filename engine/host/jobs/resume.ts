import { ProblemError, problem } from '../../base/diagnostics.ts';
import type { TrainingSettings } from '../../settings/training.ts';
import { RunFolder } from '../../train/run-folder.ts';
import { openTrainable } from '../open-design.ts';
import type { CallParams } from '../protocol.ts';
import { chooseCompute } from './compute.ts';
import { imageFacts, lasting, openRecorded, sayFound } from './images.ts';
import type { Job } from './job.ts';
import { recordedData } from './run-record.ts';
import { runTraining } from './run-training.ts';
import { requireSame } from './same-data.ts';
import { takeUp } from './take-up.ts';

/** Goes on as the run would have: same design, data statistics, threads and kernel choices, so that the bits are the same. */
export const resume: Job<'resume'> = async (params, emit, control) => {
  const folder = new RunFolder(params.run);
  const before = folder.readRecord();
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
