import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Column, indexAt } from '../../../renderer/series/column.ts';
import { decimate } from '../../../renderer/series/decimate.ts';
import { RunSeries, type StepEvent } from '../../../renderer/series/run-series.ts';
import { smooth } from '../../../renderer/series/smooth.ts';

const known = (values: readonly number[]): readonly number[] => values.filter((value) => !Number.isNaN(value));
const lowest = (values: readonly number[]): number =>
  known(values).length === 0 ? Number.NaN : Math.min(...known(values));
const highest = (values: readonly number[]): number =>
  known(values).length === 0 ? Number.NaN : Math.max(...known(values));
const numbers = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constant(Number.NaN)), { maxLength: 1500 });

describe('a column', () => {
  test('gives back what was put in, and NaN beyond', () => {
    const column = Column.of(Array.from({ length: 1000 }, (_, i) => i * i));
    expect([column.length, column.at(0), column.at(999), column.last()]).toEqual([1000, 0, 998_001, 998_001]);
    expect([column.at(-1), column.at(1000), new Column().last()]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([...column.part(3, 6)]).toEqual([9, 16, 25]);
    expect(column.part(998, 5000)).toHaveLength(2);
  });

  test('knows the extremes of every block, whole or not, with numbers missing', () => {
    fc.assert(
      fc.property(numbers, fc.nat(11), fc.nat(200), (values, level, block) => {
        const inside = values.slice(block << level, (block + 1) << level);
        expect(Column.of(values).extremes(level, block)).toEqual([lowest(inside), highest(inside)]);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  test('finds a step among ascending ones', () => {
    const steps = Column.of([0, 10, 20, 30]);
    expect([-1, 0, 9, 10, 29, 30, 99].map((step) => indexAt(steps, step))).toEqual([-1, 0, 0, 1, 2, 3, 3]);
  });
});

describe('decimation', () => {
  const steps = Column.of(Array.from({ length: 100_000 }, (_, i) => i));
  const noise = Column.of(Array.from({ length: 100_000 }, (_, i) => (i === 77_777 ? 50 : Math.sin(i) + i / 1e5)));

  test('leaves few points as they are', () => {
    const { x, y } = decimate(steps, noise, 500, 999, 800);
    expect([x[0], x.at(-1), y[10]]).toEqual([500, 1000, noise.at(510)]);
    expect(x).toHaveLength(501);
  });

  test('keeps every peak of 100,000 points in two a pixel, in ascending steps', () => {
    const { x, y } = decimate(steps, noise, 0, 100_000, 800);
    expect(x.length).toBeLessThanOrEqual(2 * 801);
    expect(Math.max(...y)).toBe(50);
    expect(Math.min(...y)).toBe(Math.min(...noise.part()));
    expect(x.every((step, i) => i === 0 || step > x[i - 1]!)).toBe(true);
  });

  test('of a line that grows, what is drawn already stays', () => {
    const grown = Column.of(noise.part(0, 60_000));
    const grownSteps = Column.of(steps.part(0, 60_000));
    const before = decimate(grownSteps, grown, 0, 100_000, 500);
    for (let i = 60_000; i < 60_100; i++) {
      grown.push(noise.at(i));
      grownSteps.push(i);
    }
    const after = decimate(grownSteps, grown, 0, 100_000, 500);
    const whole = before.y.length - 2;
    expect(after.y.slice(0, whole)).toEqual(before.y.slice(0, whole));
  });
});

describe('smoothing', () => {
  test('is the unbiased exponential mean, whether the column comes at once or grows', () => {
    const values = [3, Number.NaN, 1, 4, 1, 5, 9, 2, 6];
    const decay = 1 - 2 / 6;
    const expected = values.map((_, i) => {
      let [sum, weight] = [0, 0];
      for (let j = 0; j <= i; j++) {
        if (Number.isNaN(values[j]!)) continue;
        const age = known(values.slice(j, i + 1)).length - 1;
        sum += decay ** age * values[j]!;
        weight += decay ** age;
      }
      return sum / weight;
    });
    const growing = new Column();
    for (const value of values) {
      growing.push(value);
      smooth(growing, 5);
    }
    for (const column of [smooth(growing, 5), smooth(Column.of(values), 5)]) {
      expected.forEach((value, i) => expect(column.at(i)).toBeCloseTo(value, 12));
    }
    expect(smooth(growing, 1)).toBe(growing);
  });
});

describe('the series of a run', () => {
  const step = (number: number, layers?: readonly number[], heads = {}): StepEvent => ({
    type: 'step',
    epoch: 0,
    step: number,
    loss: 1 / (number + 1),
    accuracy: 0.5,
    top5: 0.9,
    learningRate: 0.1,
    gradientNorm: 2,
    ms: 1,
    imagesPerSecond: 100,
    secondsLeft: 3,
    heads,
    ...(layers ? { layers } : {}),
  });

  test('are columns by metric name; what some steps lack is missing there', () => {
    const series = new RunSeries();
    series.start({ layerMetrics: ['gradientNorm/a', 'residualRatio/b'] });
    series.step(step(0, [1, 2]));
    series.step(step(1));
    series.step(step(2, [3, 4], { 'loss/aux': 0.7 }));
    series.epoch({
      type: 'epoch',
      epoch: 0,
      step: 3,
      loss: 0.6,
      accuracy: 0.5,
      valLoss: null,
      valAccuracy: null,
      best: true,
      seconds: 1,
    });
    expect([...series.steps.column('loss')!.part()]).toEqual([1, 1 / 2, 1 / 3]);
    expect([...series.steps.column('loss/aux')!.part()]).toEqual([Number.NaN, Number.NaN, 0.7]);
    expect([...series.layers.steps.part()]).toEqual([0, 2]);
    expect([...series.layers.column('residualRatio/b')!.part()]).toEqual([2, 4]);
    expect(series.layers.names).toEqual(['gradientNorm/a', 'residualRatio/b']);
    expect(series.epochs.column('valLoss')!.last()).toBeNaN();
  });

  test('know the accuracies of auxiliary heads from the own one under its head’s name, whether they come live or from the disk', () => {
    const live = new RunSeries();
    live.step(step(0, undefined, { 'accuracy/main': 0.5, 'accuracy/aux': 0.5, 'loss/aux': 2 }));
    expect([...live.auxiliary]).toEqual([]);
    live.step(step(1, undefined, { 'accuracy/main': 0.5, 'accuracy/aux': 0.4, 'loss/aux': 2 }));
    expect([...live.auxiliary]).toEqual(['accuracy/aux']);
    const recalled = new RunSeries();
    const main = { loss: [1], accuracy: [0.5], top5: [1], learningRate: [1], gradientNorm: [1], imagesPerSecond: [1] };
    const heads = { 'accuracy/main': [0.5], 'accuracy/aux': [0.4] };
    recalled.recall({
      steps: { count: 1, step: [0], ...main, heads },
      epochs: { count: 0, epoch: [], step: [], loss: [], accuracy: [], valLoss: [], valAccuracy: [], seconds: [] },
      layers: { count: 0, step: [], columns: {} },
    });
    expect([...recalled.auxiliary]).toEqual(['accuracy/aux']);
  });

  test('a step that is reported again counts once', () => {
    const series = new RunSeries();
    for (const number of [0, 1, 1, 0, 2]) series.step(step(number));
    expect([...series.steps.steps.part()]).toEqual([0, 1, 2]);
  });
});
