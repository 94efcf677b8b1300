import type { Builder } from '../ir/builder.ts';
import type { State, Value } from '../ir/graph.ts';
import { f32, u32 } from '../ir/types.ts';
import { adamStep } from '../ops/adam-step.ts';
import { rmspropStep } from '../ops/rmsprop-step.ts';
import { sgdStep } from '../ops/sgd-step.ts';
import type { OptimizerSettings, TrainingSettings } from '../settings/training.ts';

/** Moments that each optimizer keeps for every trained weight: what memory prediction multiplies by. */
export function momentsOf(optimizer: OptimizerSettings): readonly string[] {
  switch (optimizer.kind) {
    case 'sgd':
      return optimizer.momentum > 0 ? ['momentum'] : [];
    case 'adam':
    case 'adamw':
      return ['firstMoment', 'secondMoment'];
    case 'rmsprop':
      return optimizer.momentum > 0 ? ['squareAverage', 'momentum'] : ['squareAverage'];
  }
}

/**
 * Appends the optimizer's update of every trained weight and assigns the new weights and moments.
 * `gradients` are by state name. Returns the new weights by state name.
 */
export function updateWeights(
  builder: Builder,
  gradients: ReadonlyMap<string, Value>,
  settings: TrainingSettings,
): ReadonlyMap<string, Value> {
  const learningRate = builder.input('learningRate', f32());
  const updated = new Map<string, Value>();
  for (const state of builder.states.filter((s) => s.role === 'weight')) {
    const gradient = gradients.get(state.name);
    if (!gradient) continue;
    const path = state.name.slice(0, state.name.lastIndexOf('.'));
    builder.at({ path, phase: 'update' }, () => {
      const moments = momentsOf(settings.optimizer).map((m) => `${state.name}.${m}`);
      const [weight, ...nextMoments] = step(builder, state, gradient, moments, learningRate, settings);
      builder.assign(state.name, weight!);
      moments.forEach((name, i) => builder.assign(name, nextMoments[i]!));
      updated.set(state.name, weight!);
    });
  }
  return updated;
}

/** One weight's update: the new weight, then its new moments in the order of `momentsOf`. */
function step(
  builder: Builder,
  state: State,
  gradient: Value,
  momentNames: readonly string[],
  learningRate: Value,
  settings: TrainingSettings,
): readonly Value[] {
  const { optimizer } = settings;
  const weightDecay = state.decays || settings.decayAll ? settings.weightDecay : 0;
  const moments = momentNames.map((name) =>
    builder.state(name, state.value.type, { initial: { kind: 'constant', value: 0 }, role: 'moment', decays: false }),
  );
  switch (optimizer.kind) {
    case 'sgd': {
      const { momentum, nesterov } = optimizer;
      return builder.apply(sgdStep, { momentum, nesterov, weightDecay }, [
        state.value,
        gradient,
        ...moments,
        learningRate,
      ]);
    }
    case 'adam':
    case 'adamw': {
      const { beta1, beta2, epsilon } = optimizer;
      const attrs = { beta1, beta2, epsilon, weightDecay, decoupled: optimizer.kind === 'adamw' };
      return builder.apply(adamStep, attrs, [
        state.value,
        gradient,
        ...moments,
        learningRate,
        builder.input('step', u32()),
      ]);
    }
    case 'rmsprop': {
      const { alpha, epsilon, momentum } = optimizer;
      return builder.apply(rmspropStep, { alpha, epsilon, momentum, weightDecay }, [
        state.value,
        gradient,
        ...moments,
        learningRate,
      ]);
    }
  }
}
