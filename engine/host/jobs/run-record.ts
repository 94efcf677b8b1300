import { ProblemError, problem } from '../../base/diagnostics.ts';
import { fingerprint } from '../../data/fingerprint.ts';
import { type DataSettings, dataSettings } from '../../settings/data.ts';
import type { RunRecord } from '../../train/run-record.ts';
import { versions } from './compute.ts';
import { lasting } from './images.ts';
import type { Training } from './run-training.ts';

/** `run.json` of a run that starts. */
export async function newRecord({
  design,
  settings,
  dataSettings: dataChosen,
  data,
  compute: { device, threads },
  autotune,
}: Pick<Training, 'design' | 'settings' | 'dataSettings' | 'data' | 'compute' | 'autotune'>): Promise<RunRecord> {
  // How a folder was read is kept: another version may find out something else.
  const { path, ...options } = lasting({ ...dataChosen, ...data.layout });
  return {
    format: 'layerloom-run',
    version: 1,
    name: design.document.name,
    design: design.document,
    settings,
    data: {
      source: path,
      options,
      classes: [...data.classes],
      ...data.shape,
      mean: [...data.normalisation.mean],
      standardDeviation: [...data.normalisation.std],
      trainImages: data.counts.train,
      fingerprint: await fingerprint(data),
      bits: data.bits,
      skippedImages: data.skipped,
    },
    params: design.analysis.training.params,
    autotune,
    device: { id: device.id, name: device.name, threads },
    plan: {},
    versions: versions(),
    created: new Date().toISOString(),
    status: 'running',
    summary: {},
  };
}

/** Another data set for a run: its images become numbers as those that it was trained on did. */
export const readAsTrained = (data: DataSettings, { ground, skipBad }: DataSettings): DataSettings => ({
  ...data,
  ground,
  skipBad: data.skipBad || skipBad,
});

/** The data settings that the run was started with, read as then. `folder` is named where they are broken. */
export function recordedData({ data }: RunRecord, folder: string): DataSettings {
  const asBefore = data.source.startsWith('builtin:') ? {} : { parts: { before: true } };
  const parsed = dataSettings.safeParse({ ...asBefore, ...data.options, path: data.source });
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues
    .map((issue) => `data.options.${issue.path.join('.')}: ${issue.message}`)
    .join('; ');
  throw new ProblemError([problem('run.broken', folder, { path: folder, reason })]);
}
