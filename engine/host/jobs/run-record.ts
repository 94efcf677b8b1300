import { ProblemError, problem } from '../../base/diagnostics.ts';
import type { DataSet } from '../../data/data-set.ts';
import { type DataSettings, dataSettings } from '../../settings/data.ts';
import type { TrainingSettings } from '../../settings/training.ts';
import type { RunRecord } from '../../train/run-record.ts';
import type { OpenedDesign } from '../open-design.ts';
import { type Compute, versions } from './compute.ts';
import { lasting } from './images.ts';

/** `run.json` of a run that starts. */
export function newRecord(
  design: OpenedDesign,
  settings: TrainingSettings,
  dataChosen: DataSettings,
  data: DataSet,
  { device, threads }: Compute,
): RunRecord {
  const { path, ...options } = lasting(dataChosen);
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
    },
    params: design.analysis.training.params,
    device: { id: device.id, name: device.name, threads },
    plan: {},
    versions: versions(),
    created: new Date().toISOString(),
    status: 'running',
    summary: {},
  };
}

/** The data settings that the run was started with. `folder` is named where they are broken. */
export function recordedData({ data }: RunRecord, folder: string): DataSettings {
  const parsed = dataSettings.safeParse({ ...data.options, path: data.source });
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues
    .map((issue) => `data.options.${issue.path.join('.')}: ${issue.message}`)
    .join('; ');
  throw new ProblemError([problem('run.broken', folder, { path: folder, reason })]);
}
