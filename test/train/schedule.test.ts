import { describe, expect, it } from 'vitest';
import { trainingSettings } from '../../engine/settings/training.ts';
import { learningRateAt } from '../../engine/train/schedule.ts';

const span = { stepsPerEpoch: 10, totalSteps: 100 };
const at = (schedule: object, step: number, warmup = 0): number =>
  learningRateAt(trainingSettings.parse({ learningRate: 0.4, schedule, warmup }), step, span);

describe('learning rate', () => {
  it('stays where it is', () => {
    expect([0, 50, 99].map((s) => at({ kind: 'constant' }, s))).toEqual([0.4, 0.4, 0.4]);
  });

  it('falls by the factor at each interval of epochs', () => {
    const schedule = { kind: 'step', every: 3, factor: 0.1 };
    expect(at(schedule, 29)).toBeCloseTo(0.4, 12);
    expect(at(schedule, 30)).toBeCloseTo(0.04, 12);
    expect(at(schedule, 60)).toBeCloseTo(0.004, 12);
  });

  it('follows half a cosine to zero', () => {
    expect(at({ kind: 'cosine' }, 0)).toBeCloseTo(0.4, 12);
    expect(at({ kind: 'cosine' }, 50)).toBeCloseTo(0.2, 12);
    expect(at({ kind: 'cosine' }, 99)).toBeCloseTo(0.4 * 0.5 * (1 + Math.cos(0.99 * Math.PI)), 12);
  });

  it('rises linearly in the warm-up and starts the schedule behind it', () => {
    expect(at({ kind: 'cosine' }, 0, 20)).toBeCloseTo(0.02, 12);
    expect(at({ kind: 'cosine' }, 19, 20)).toBeCloseTo(0.4, 12);
    expect(at({ kind: 'cosine' }, 60, 20)).toBeCloseTo(0.2, 12);
  });

  // torch.optim.lr_scheduler.OneCycleLR(max_lr=0.4, total_steps=100) of PyTorch 1.13: its printed values.
  it('goes through one cycle as PyTorch does', () => {
    const schedule = { kind: 'oneCycle' };
    const printed = [
      [0, 0.016],
      [10, 0.11806557938564033],
      [29, 0.4],
      [30, 0.39979861411380974],
      [50, 0.3175573802302928],
      [75, 0.10522744660033026],
      [99, 1.6e-6],
    ] as const;
    for (const [step, rate] of printed) expect(at(schedule, step), `step ${step}`).toBeCloseTo(rate, 12);
  });
});
