import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { webgpuBackend } from '../../../engine/backends/webgpu/index.ts';
import { ProblemError } from '../../../engine/base/diagnostics.ts';
import { Stream } from '../../../engine/base/random.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { alwaysRun } from '../../../engine/train/events.ts';
import type { TrainingData } from '../../../engine/train/job.ts';
import { decodeProgress } from '../../../engine/train/progress.ts';
import { RunFolder } from '../../../engine/train/run-folder.ts';
import { train } from '../../../engine/train/trainer.ts';
import { runNet as analysis } from '../../compile/small-nets.ts';

const BATCH = 4;
const STEPS = 12;

/** Noise, the same at a step each time; `before` is called before each. */
const noise = (before: (step: number) => void): TrainingData => ({
  classes: 2,
  trainImages: BATCH * STEPS,
  validationImages: 0,
  async *train(from, to) {
    for (let step = from; step < to; step++) {
      before(step);
      const stream = new Stream(3, step);
      const images = Float32Array.from({ length: BATCH * 36 }, () => stream.normal());
      yield { images, labels: BigInt64Array.of(0n, 1n, 0n, 1n) };
    }
  },
  async *validation() {},
});

test('a GPU lost in mid-run is a problem that says so; the run goes on from its last checkpoint to the same bytes', {
  timeout: 60_000,
}, async () => {
  const path = mkdtempSync(join(tmpdir(), 'layerloom-lost-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  const folder = (name: string): RunFolder => {
    const made = new RunFolder(join(path, name));
    made.create();
    return made;
  };
  const run = (into: RunFolder, resume: boolean, before: (step: number) => void = () => {}) =>
    train(
      {
        name: 'test',
        analysis,
        settings: trainingSettings.parse({ batch: BATCH, epochs: 1, optimizer: { kind: 'adam' } }),
        data: noise(before),
        backend: webgpuBackend(),
        device: 'webgpu:0',
        threads: 1,
        autotune: false,
        folder: into,
        resume,
        checkpointEvery: 3,
        layerMetricsEvery: 2,
      },
      () => {},
      alwaysRun,
    );
  const bytes = ({ path: at }: RunFolder): Buffer => readFileSync(join(at, 'checkpoint.safetensors'));

  const whole = folder('whole');
  await run(whole, false);
  const cut = folder('cut');
  const { gpu } = await openDevice(0);
  const lost = run(cut, false, (step) => step === 7 && gpu.destroy());
  await expect(lost).rejects.toSatisfy((e) => e instanceof ProblemError && e.problems[0]?.code === 'device.lost');
  expect(decodeProgress(cut.readCheckpoint().metadata, '').step).toBe(6);
  expect((await run(cut, true)).progress.step).toBe(STEPS);
  expect(bytes(cut).equals(bytes(whole))).toBe(true);
});
