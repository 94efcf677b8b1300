import type { TrainingSettings } from '../settings/training.ts';

export interface Span {
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

/** The steps of a run on so many training images: batches are full, and what is left over in an epoch is dropped. */
export function spanOf(
  images: number,
  { batch, epochs, maxSteps }: Pick<TrainingSettings, 'batch' | 'epochs' | 'maxSteps'>,
): Span {
  const stepsPerEpoch = Math.floor(images / batch);
  const planned = stepsPerEpoch * epochs;
  return { stepsPerEpoch, totalSteps: Math.min(planned, maxSteps ?? planned) };
}

/**
 * Learning rate of `step` (from 0). Warm-up rises linearly: step s of w has (s+1)/w of the rate; the schedule runs over
 * the steps that are left. Formulas and sources: see `scheduleSettings`.
 */
export function learningRateAt(settings: TrainingSettings, step: number, span: Span): number {
  const { learningRate: peak, warmup, schedule } = settings;
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const t = step - warmup;
  const total = Math.max(1, span.totalSteps - warmup);
  switch (schedule.kind) {
    case 'constant':
      return peak;
    case 'step':
      return peak * schedule.factor ** Math.floor(Math.floor(step / span.stepsPerEpoch) / schedule.every);
    case 'cosine':
      return between(peak, 0, t / total);
    case 'oneCycle': {
      // PyTorch's OneCycleLR: the last step of each phase stands on its end value.
      const rise = 0.3 * total - 1;
      const start = peak / 25;
      if (t <= rise) return between(start, peak, t / Math.max(rise, 1));
      return between(peak, start / 1e4, (t - rise) / Math.max(total - 1 - rise, 1));
    }
  }
}

/** From `a` at 0 to `b` at 1 along half a cosine. */
function between(a: number, b: number, part: number): number {
  return b + ((a - b) * (1 + Math.cos(Math.PI * Math.min(part, 1)))) / 2;
}
