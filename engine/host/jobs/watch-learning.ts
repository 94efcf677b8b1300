import { problem } from '../../base/diagnostics.ts';
import { settingFix } from '../../base/setting-fix.ts';
import { defaultRates, isNormed, lowerRate, rateReason } from '../../settings/learning-rate.ts';
import type { TrainEvent } from '../../train/events.ts';
import type { Emit } from './job.ts';
import type { Training } from './run-training.ts';

/** Epochs that a network may take to begin. */
const PATIENCE = 2;
/** Of the loss of a guess. */
const MARGIN = 0.98;

/**
 * Passes a run's events on, and says once where it has not begun to learn: its loss is that of a network that thinks
 * all classes equally likely.
 */
export function watchLearning({ design, settings, data }: Pick<Training, 'design' | 'settings' | 'data'>, emit: Emit) {
  const { analysis } = design;
  const classes = data.classes.length;
  // Σ weight · ln C over the heads, as a step's loss.
  const chance = analysis.nodes.reduce((sum, { node, params }) => {
    if (node.kind === 'classifier') return sum + Math.log(classes);
    return node.kind === 'auxiliaryHead' ? sum + Number(params?.['weight'] ?? 0) * Math.log(classes) : sum;
  }, 0);
  const rate = settings.learningRate;
  const usual = defaultRates[rateReason(settings.optimizer.kind, isNormed(analysis))];
  let said = false;
  let isBroken = false;
  return (event: TrainEvent): void => {
    emit(event);
    if (!isBroken && event.type === 'epoch' && event.valLoss !== null && !Number.isFinite(event.valLoss)) {
      isBroken = true;
      const fits = lowerRate(settings, analysis);
      const values = { epoch: event.epoch + 1, rate };
      const fixes = [settingFix('learningRate', fits)];
      const problems = [problem('train.validationNotFinite', '', values, { severity: 'warning', fixes })];
      emit({ type: 'warnings', problems });
    }
    if (said || event.type !== 'epoch' || event.epoch + 1 < PATIENCE || event.loss < MARGIN * chance) return;
    said = true;
    const values = {
      epochs: event.epoch + 1,
      loss: event.loss.toFixed(2),
      classes,
      chance: chance.toFixed(2),
      rate,
    };
    const fixes = rate === usual ? [] : [settingFix('learningRate', usual)];
    emit({ type: 'warnings', problems: [problem('train.notLearning', '', values, { severity: 'warning', fixes })] });
  };
}
