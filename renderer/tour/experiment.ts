import { createStore } from 'zustand/vanilla';
import type { SweepPoint } from '../../engine/host/runs-protocol.ts';
import type { RunSeries } from '../series/run-series.ts';
import { change } from '../state/store.ts';
import { families } from '../state/sweep-plan.ts';
import {
  canStart,
  openSetup,
  setAxis,
  setFamily,
  setMode,
  setValue,
  startSetup,
  trainSetup,
  typeValues,
} from '../state/train-setup.ts';
import { isRunning, training } from '../state/training.ts';

const FAMILIES = ['cifar_plain', 'cifar_resnet'] as const;
/** Deep enough that a plain net fails to learn in so few epochs while a residual one does; seconds on two cores. */
const DEPTHS = '8, 20, 44';
const EPOCHS = 3;

/**
 * How many times the largest gradient norm of a layer is the smallest, at the first step, by the label of a sweep's
 * design.
 */
export const spreads = createStore<Readonly<Record<string, number>>>(() => ({}));

/** Notes the first step of every design of a sweep. Called once. */
export function watchExperiment(): void {
  training.subscribe(({ sweep, series }) => {
    if (!sweep || series.layers.steps.length === 0 || spreads.getState()[sweep.label] !== undefined) return;
    spreads.setState({ [sweep.label]: spreadAt(series, 0) });
  });
}

function spreadAt({ layers }: RunSeries, row: number): number {
  const norms = layers.names
    .filter((name) => name.startsWith('gradientNorm/'))
    .map((name) => layers.column(name)!.at(row));
  return Math.max(...norms) / Math.min(...norms);
}

/** The errors of the deepest plain and residual nets that have been trained; null before both have. */
export function comparison(points: readonly SweepPoint[]) {
  const of = (family: string, depth: number): SweepPoint | undefined =>
    points.find((point) => point.series === family && point.depth === depth && point.trainingError !== null);
  const depths = [...new Set(points.map(({ depth }) => depth))].sort((a, b) => b - a);
  for (const depth of depths) {
    const [plain, residual] = FAMILIES.map((family) => of(family, depth));
    if (plain && residual) return { depth, plain, residual };
  }
  return null;
}

export function fillIn(): void {
  setMode('sweep');
  for (const family of FAMILIES) setFamily(family, true);
  setAxis(families);
  typeValues(families, DEPTHS);
  setValue('epochs', EPOCHS);
}

/** Fills the form in, and starts as soon as its check has found nothing wrong. */
export function startExperiment(): void {
  if (isRunning(training.getState())) {
    change({ panel: 'training' });
    return;
  }
  if (!trainSetup.getState().open) openSetup();
  fillIn();
  const stop = trainSetup.subscribe((state) => {
    if (state.open && state.check.busy) return;
    stop();
    if (canStart(state)) void startSetup();
  });
}
