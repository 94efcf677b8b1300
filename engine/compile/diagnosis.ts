import type { Analysis } from '../analyze/analysis.ts';
import { Builder } from '../ir/builder.ts';
import type { TrainingSettings } from '../settings/training.ts';
import { differentiate } from './differentiate.ts';
import { emitNetwork } from './forward.ts';
import { initialOf } from './initial.ts';
import { sumsOfSquares } from './metrics.ts';
import { simplify } from './simplify.ts';
import type { TrainingStep } from './training.ts';

/**
 * The step as `compileTraining` has it, without an update, that reports Σ v² of every node's output in topological
 * order, then of every weight's gradient from the last layer to the first (the order in which backward computes them):
 * the first that is not finite is where a run broke. Slots: `output/<path>`, then `gradient/<state>`.
 */
export function compileDiagnosis(analysis: Analysis, settings: TrainingSettings): TrainingStep {
  const builder = new Builder();
  emitNetwork(builder, analysis, {
    mode: 'train',
    batch: settings.batch,
    labelSmoothing: settings.labelSmoothing,
    initial: initialOf(analysis, settings.init),
  });
  const outputs = [...builder.nodeValues].map(([path, value]) => ({ name: `output/${path}`, value }));
  const derivatives = differentiate(builder);
  const gradients = [...builder.states].reverse().flatMap((s) => {
    const value = s.role === 'weight' ? derivatives.get(s.value.id) : undefined;
    return value ? [{ name: `gradient/${s.name}`, value }] : [];
  });
  builder.assigns.clear();
  const reported = [...outputs, ...gradients];
  builder.at({ path: '', phase: 'metrics' }, () =>
    builder.output(
      'metrics',
      sumsOfSquares(
        builder,
        reported.map((r) => r.value),
      ),
    ),
  );
  return {
    graph: simplify(builder.build()),
    batch: settings.batch,
    metrics: reported.map((r) => r.name),
    atBatch: (batch) => compileDiagnosis(analysis, { ...settings, batch }),
  };
}
