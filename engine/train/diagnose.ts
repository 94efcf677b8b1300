import type { Analysis } from '../analyze/analysis.ts';
import type { Backend, StateData, StepInputs } from '../backends/backend.ts';
import { ProblemError, problem } from '../base/diagnostics.ts';
import { settingFix } from '../base/setting-fix.ts';
import { compileDiagnosis } from '../compile/diagnosis.ts';
import { lowerRate } from '../settings/learning-rate.ts';
import type { TrainingSettings } from '../settings/training.ts';

export interface BrokenStep {
  readonly analysis: Analysis;
  readonly backend: Backend;
  readonly settings: TrainingSettings;
  readonly threads: number;
  readonly state: StateData;
  readonly inputs: StepInputs;
}

/**
 * Runs the broken step again with every layer's output and gradient watched, and says which was the first that is not
 * finite.
 */
export async function findFirstNonFinite(broken: BrokenStep): Promise<ProblemError> {
  const { analysis, backend, settings, threads, state, inputs } = broken;
  const step = compileDiagnosis(analysis, settings);
  const own = new Map(step.graph.states.map((s) => [s.name, state.get(s.name)!]));
  const executable = await backend.compileTraining(step, { threads, autotune: false, state: own });
  try {
    const { metrics } = await executable.run(inputs);
    const first = step.metrics[metrics.findIndex((m) => !Number.isFinite(m))] ?? 'gradient/ together';
    const [what, ...rest] = first.split('/');
    const place = rest.join('/');
    const layer = what === 'gradient' ? place.slice(0, place.lastIndexOf('.')) : place;
    const values = {
      step: inputs.step,
      what: what === 'gradient' ? 'the gradient' : 'the output',
      layer,
      learningRate: settings.learningRate,
      fits: lowerRate(settings, analysis),
    };
    return new ProblemError([
      problem('train.notFinite', layer, values, { fixes: [settingFix('learningRate', values.fits)] }),
    ]);
  } finally {
    await executable.dispose();
  }
}
