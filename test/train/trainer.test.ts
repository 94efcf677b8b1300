import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend, StepInputs, StepResult } from '../../engine/backends/backend.ts';
import { ortBackend } from '../../engine/backends/ort/index.ts';
import { ProblemError } from '../../engine/base/diagnostics.ts';
import { Stream } from '../../engine/base/random.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { alwaysRun, type RunControl, type TrainEvent } from '../../engine/train/events.ts';
import type { TrainingData, TrainJob, TrainOutcome } from '../../engine/train/job.ts';
import { RunFolder } from '../../engine/train/run-folder.ts';
import { train } from '../../engine/train/trainer.ts';
import { runNet as analysis } from '../compile/small-nets.ts';

const BATCH = 8;
const STEPS_PER_EPOCH = 5;

/** Bright against dark noise: the batch of a step depends on the step alone. */
function batchOf(step: number): { images: Float32Array; labels: BigInt64Array; count: number } {
  const stream = new Stream(3, step);
  const labels = BigInt64Array.from({ length: BATCH }, (_, i) => BigInt(i % 2));
  const images = new Float32Array(BATCH * 36).map((_, i) => stream.normal() + (Math.floor(i / 36) % 2 ? 1 : -1));
  return { images, labels, count: BATCH };
}

const data: TrainingData = {
  classes: 2,
  trainImages: BATCH * STEPS_PER_EPOCH + 3,
  validationImages: BATCH,
  async *train(from, to) {
    for (let step = from; step < to; step++) yield batchOf(step);
  },
  async *validation() {
    yield batchOf(1_000_000);
  },
};

let path = '';
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'layerloom-trainer-'));
});
afterEach(() => {
  rmSync(path, { recursive: true, force: true });
});

interface Ended {
  readonly events: readonly TrainEvent[];
  readonly outcome: TrainOutcome;
}

async function run(job: Partial<TrainJob>, settings: object = {}, control: RunControl = alwaysRun): Promise<Ended> {
  const events: TrainEvent[] = [];
  const outcome = await train(
    {
      name: 'test',
      analysis,
      settings: trainingSettings.parse({ batch: BATCH, epochs: 3, learningRate: 0.05, ...settings }),
      data,
      backend: ortBackend,
      device: 'cpu',
      threads: 1,
      autotune: false,
      folder: null,
      resume: false,
      layerMetricsEvery: 2,
      ...job,
    },
    (event) => events.push(event),
    control,
  );
  return { events, outcome };
}

const stepsOf = (events: readonly TrainEvent[]) => events.filter((e) => e.type === 'step');

/**
 * ONNX Runtime as a device that takes a step before the last one has ended, and none behind one that is not applied.
 * `log` tells what happens.
 */
function ofDepthTwo(log: string[]): Backend {
  return {
    ...ortBackend,
    async compileTraining(step, options) {
      const inner = await ortBackend.compileTraining(step, options);
      let before: Promise<StepResult> | null = null;
      const run = async (inputs: StepInputs): Promise<StepResult> => {
        const last = before;
        log.push(`begin ${inputs.step}`);
        const running = (async () => {
          const previous = await last;
          const result = previous?.applied === false ? previous : await inner.run(inputs);
          log.push(`end ${inputs.step}`);
          return result;
        })();
        before = running;
        return running;
      };
      return {
        depth: 2,
        plan: inner.plan,
        run,
        readState: () => inner.readState(),
        writeState: (state) => inner.writeState(state),
        profile: (inputs, steps) => inner.profile(inputs, steps),
        dispose: () => inner.dispose(),
      };
    },
  };
}

/** Wants the run to stop once so many steps were reported. */
function stopAfter(steps: number): { control: RunControl; count: (event: TrainEvent) => void } {
  let seen = 0;
  return {
    control: { wanted: () => (seen >= steps ? 'stop' : 'run') },
    count: (e) => (seen += e.type === 'step' ? 1 : 0),
  };
}

describe('trainer', () => {
  it('learns, reports each step and epoch, and knows the best epoch', async () => {
    const { events, outcome } = await run({}, { epochs: 6 });
    const steps = stepsOf(events);
    expect(steps.map((e) => e.step)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(steps.filter((e) => e.layers).map((e) => e.step)).toEqual(
      steps.map((e) => e.step).filter((s) => s % 2 === 0),
    );
    const start = events[0]!;
    expect(start.type === 'start' && start.layerMetrics.length).toBe(steps[0]!.layers!.length);
    const epochs = events.filter((e) => e.type === 'epoch');
    expect(epochs).toHaveLength(6);
    expect(epochs.at(-1)!.loss).toBeLessThan(0.6 * epochs[0]!.loss);
    expect(epochs.at(-1)!.valAccuracy).toBe(1);
    expect(outcome).toMatchObject({ status: 'done', reason: 'finished' });
    const best = epochs.find((e) => e.valAccuracy === Math.max(...epochs.map((x) => x.valAccuracy!)))!;
    expect(outcome.progress.bestEpoch).toBe(best.epoch);
  });

  it('gives the same bits twice, and others with another seed', async () => {
    const [a, b, c] = [await run({}), await run({}), await run({}, { seed: 1 })];
    expect(a.outcome.state).toEqual(b.outcome.state);
    expect(a.outcome.state).not.toEqual(c.outcome.state);
  });

  it.each([['adam'], ['adamw'], ['rmsprop'], ['sgd']])(
    'resumes with %s to the checkpoint of an uninterrupted run, byte for byte',
    async (kind) => {
      const settings = { optimizer: { kind }, learningRate: 0.01, weightDecay: 0.01, clip: 1 };
      const [whole, parts] = ['whole', 'parts'].map((name) => new RunFolder(join(path, name))) as [
        RunFolder,
        RunFolder,
      ];
      whole.create();
      parts.create();
      await run({ folder: whole }, settings);
      const events: TrainEvent[] = [];
      const stop = stopAfter(7);
      const first = train(
        {
          name: 'test',
          analysis,
          settings: trainingSettings.parse({ batch: BATCH, epochs: 3, ...settings }),
          data,
          backend: ortBackend,
          device: 'cpu',
          threads: 1,
          autotune: false,
          folder: parts,
          resume: false,
          layerMetricsEvery: 2,
        },
        (e) => {
          stop.count(e);
          events.push(e);
        },
        stop.control,
      );
      expect((await first).status).toBe('stopped');
      const { events: rest } = await run({ folder: parts, resume: true }, settings);
      expect(stepsOf(rest)[0]!.step).toBe(7);
      for (const name of ['checkpoint.safetensors', 'best.safetensors'] as const) {
        expect(readFileSync(parts.file(name)).equals(readFileSync(whole.file(name)))).toBe(true);
      }
      const untimed = (folder: RunFolder) =>
        readFileSync(folder.file('metrics.jsonl'), 'utf8')
          .trim()
          .split('\n')
          .map((line) => {
            const { ms, imagesPerSecond, secondsLeft, seconds, ...numbers } = JSON.parse(line) as Record<
              string,
              unknown
            >;
            return [numbers, typeof (ms ?? seconds), typeof (imagesPerSecond ?? secondsLeft)];
          });
      expect(untimed(parts)).toEqual(untimed(whole));
    },
  );

  it('begins a step before the last one has ended where the device takes it, but for checkpoints and epochs; to the same bits', async () => {
    const log: string[] = [];
    const [folder, other] = [new RunFolder(join(path, 'one')), new RunFolder(join(path, 'two'))];
    folder.create();
    other.create();
    await run({ folder, checkpointEvery: 3, backend: ofDepthTwo(log) }, { epochs: 1, maxSteps: 5 });
    const [first, second] = ['begin 0, begin 1, end 0, begin 2, end 1, end 2', 'begin 3, begin 4, end 3, end 4'];
    expect(log.join(', ')).toBe(`${first}, ${second}`);
    await run({ folder: other }, { epochs: 1, maxSteps: 5 });
    const bytes = (f: RunFolder): Buffer => readFileSync(f.file('best.safetensors'));
    expect(bytes(folder).equals(bytes(other))).toBe(true);
  });

  it('stops early where the validation loss gets no better', async () => {
    const { outcome, events } = await run({}, { epochs: 50, earlyStop: 2, learningRate: 1e-9, weightDecay: 0 });
    expect(outcome.reason).toBe('earlyStop');
    expect(events.filter((e) => e.type === 'epoch').length).toBeLessThan(50);
  });

  it('ends at the step limit', async () => {
    const { outcome } = await run({}, { maxSteps: 7 });
    expect(outcome).toMatchObject({ status: 'done', reason: 'maxSteps' });
    expect(outcome.progress.step).toBe(7);
  });

  it.each([
    ['one step at a time', ortBackend],
    ['a step behind the other', ofDepthTwo([])],
  ])('notices a loss that is not finite, names the layer, and keeps the last good state: %s', async (_, backend) => {
    const folder = new RunFolder(path);
    const poisoned: TrainingData = {
      ...data,
      async *train(from, to) {
        for (let step = from; step < to; step++) {
          const batch = batchOf(step);
          if (step === 3) batch.images[0] = Number.NaN;
          yield batch;
        }
      },
    };
    const failed = run({ folder, data: poisoned, backend }).catch((error: unknown) => error);
    const error = (await failed) as ProblemError;
    expect(error).toBeInstanceOf(ProblemError);
    expect(error.problems[0]).toMatchObject({ code: 'train.notFinite', node: 'input', values: { step: 3 } });
    const { tensors, metadata } = folder.readCheckpoint();
    expect(JSON.parse(metadata['progress']!)).toMatchObject({ step: 3 });
    for (const { data: numbers } of tensors.values()) expect(numbers.every(Number.isFinite)).toBe(true);
  });

  it('names the layer that overflows when the weights explode', async () => {
    const error = (await run({}, { learningRate: 900, schedule: { kind: 'constant' }, epochs: 200 }).catch(
      (e: unknown) => e,
    )) as ProblemError;
    expect(error).toBeInstanceOf(ProblemError);
    expect(error.problems[0]!.code).toBe('train.notFinite');
    expect(analysis.byPath.has(error.problems[0]!.node)).toBe(true);
  });

  it('stops with its checkpoint though the next batch never comes: a disk does not answer', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const stall = new EventEmitter();
    const stalls = once(stall, 'stalls');
    let wanted: 'run' | 'stop' = 'run';
    const stalled: TrainingData = {
      ...data,
      async *train(from, to) {
        yield* data.train(from, Math.min(to, 2));
        stall.emit('stalls');
        await new Promise(() => {});
      },
    };
    const folder = new RunFolder(path);
    const ended = run({ folder, data: stalled }, {}, { wanted: () => wanted });
    await stalls;
    wanted = 'stop';
    vi.advanceTimersByTime(3000);
    const { outcome, events } = await ended;
    vi.useRealTimers();
    expect([outcome.status, outcome.reason, stepsOf(events).length]).toEqual(['stopped', 'stopRequested', 2]);
    const { events: later } = await run({ folder, resume: true });
    expect(stepsOf(later)[0]?.step).toBe(2);
  });

  it('waits while it is paused', async () => {
    let asked = 0;
    const control: RunControl = { wanted: () => (asked++ < 3 ? 'pause' : 'run') };
    const { outcome } = await run({}, { maxSteps: 2 }, control);
    expect(outcome.progress.step).toBe(2);
    expect(asked).toBeGreaterThan(4);
  });
});
