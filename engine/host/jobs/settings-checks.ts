import type { Analysis } from '../../analyze/analysis.ts';
import { type Problem, problem } from '../../base/diagnostics.ts';
import { settingFix } from '../../base/setting-fix.ts';
import { defaultRates, isNormed } from '../../settings/learning-rate.ts';
import type { TrainingSettings } from '../../settings/training.ts';
import { learningRateAt, type Span } from '../../train/schedule.ts';

/** A learning rate so many times the default is told to be much. */
const RATE_MARGIN = 5;

/**
 * What a design and its settings have against each other, before any step; `span` is null where the images are not
 * known.
 */
export function settingsChecks(analysis: Analysis, settings: TrainingSettings, span: Span | null): readonly Problem[] {
  return [
    ...normProblems(analysis, settings.batch),
    ...rateProblems(analysis, settings),
    ...momentumProblems(settings),
    ...(span ? warmupProblems(settings, span) : []),
  ];
}

/**
 * Norms that have one value a channel in a batch: x − μ is 0, so that their output is β whatever goes in, and nothing
 * in front of them learns (PyTorch refuses to train these). Training batches are all full, so that the batch size
 * decides.
 */
function normProblems({ nodes }: Analysis, batch: number): readonly Problem[] {
  return nodes.flatMap(({ node, type, params, cost, training }): readonly Problem[] => {
    if (!training || !type || !cost || cost.normalized === 0 || params?.['frozen'] === true) return [];
    const places = type.dims.slice(2).reduce<number>((product, size) => product * Number(size), 1);
    if (batch * places > 1) return [];
    return [
      problem(
        'train.normOneValue',
        node.path,
        { node: node.path, batch },
        { field: 'batch', fixes: [settingFix('batch', 2)] },
      ),
    ];
  });
}

/** Far above what suits a network without batch norm, and nothing that eases the first steps. */
function rateProblems(analysis: Analysis, settings: TrainingSettings): readonly Problem[] {
  const { learningRate: rate, optimizer, warmup, clip } = settings;
  const fits = defaultRates.plain;
  const isHigh = rate >= RATE_MARGIN * fits;
  if (optimizer.kind !== 'sgd' || isNormed(analysis) || !isHigh || warmup > 0 || clip !== undefined) return [];
  const fixes = [settingFix('learningRate', fits)];
  return [problem('train.rateHigh', '', { rate, fits }, { field: 'learningRate', severity: 'warning', fixes })];
}

/** PyTorch's OneCycleLR moves momentum against the rate; here it stays. One of 1 never lets go. */
function momentumProblems({ schedule, optimizer }: TrainingSettings): readonly Problem[] {
  if ('momentum' in optimizer && optimizer.momentum === 1)
    return [problem('train.momentumOne', '', {}, { field: 'momentum', severity: 'warning' })];
  if (schedule.kind !== 'oneCycle') return [];
  const momentum = optimizer.kind === 'adam' || optimizer.kind === 'adamw' ? optimizer.beta1 : optimizer.momentum;
  if (momentum === 0) return [];
  return [problem('train.cycleMomentum', '', { momentum }, { field: 'schedule', severity: 'warning' })];
}

/** A warm-up that leaves no steps, and one in front of a schedule that warms up by itself. */
function warmupProblems(settings: TrainingSettings, span: Span): readonly Problem[] {
  const { warmup, schedule, learningRate: rate } = settings;
  if (warmup === 0) return [];
  const as = { field: 'warmup', severity: 'warning' } as const;
  const { totalSteps: steps } = span;
  if (warmup >= steps) {
    const reached = Number(learningRateAt(settings, steps - 1, span).toPrecision(3));
    return warmup === steps ? [] : [problem('train.warmupLong', '', { warmup, steps, reached, rate }, as)];
  }
  if (schedule.kind !== 'oneCycle') return [];
  const after = Number(learningRateAt(settings, warmup, span).toPrecision(3));
  return [problem('train.warmupTwice', '', { warmup, rate, after }, as)];
}
