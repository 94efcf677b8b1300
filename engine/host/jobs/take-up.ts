import { ProblemError, problem } from '../../base/diagnostics.ts';
import type { RunFolder } from '../../train/run-folder.ts';
import type { RunRecord } from '../../train/run-record.ts';
import { lostBest, lostCheckpoint } from '../runs/summary.ts';
import type { Emit } from './job.ts';
import type { Training } from './run-training.ts';

/**
 * How a run goes on from where its folder says that it is, with the kernels that it has had since its first step,
 * whether or not a checkpoint came of it. Warns of what is not as it was; throws a ProblemError where it cannot go on.
 */
export function takeUp(
  folder: RunFolder,
  before: RunRecord,
  emit: Emit,
): Pick<Training, 'resume' | 'plan' | 'autotune' | 'layerMetricsEvery'> {
  const { path } = folder;
  const lost = lostCheckpoint(folder, before);
  if (lost.length > 0) throw new ProblemError(lost);
  const isBegun = folder.has('checkpoint.safetensors');
  const warnings = isBegun
    ? lostBest(folder, before)
    : [problem('resume.fromBeginning', path, { path }, { severity: 'warning' })];
  if (warnings.length > 0) emit({ type: 'warnings', problems: warnings });
  return {
    resume: true,
    plan: before.plan,
    autotune: before.autotune ?? true,
    layerMetricsEvery: before.layerMetrics?.every ?? 10,
  };
}
