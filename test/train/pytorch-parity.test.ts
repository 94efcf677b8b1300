import { describe, expect, it } from 'vitest';
import { ortBackend } from '../../engine/backends/ort/index.ts';
import { compileTraining } from '../../engine/compile/training.ts';
import { initialState } from '../../engine/train/initial-state.ts';
import { type Recorded, recorded, recordedCases } from '../fixtures/pytorch/read.ts';

/** Trains the recorded batches through ONNX Runtime, from PyTorch's initial states. */
async function train({ analysis, settings, learningRates, initial, images, labels }: Recorded) {
  const step = compileTraining(analysis, settings);
  const start = new Map([...initialState(step.graph, 0), ...initial]);
  const executable = await ortBackend.compileTraining(step, { autotune: false, state: start });
  const history: ReadonlyMap<string, number>[] = [];
  for (const [i, pixels] of images.entries()) {
    const { metrics } = await executable.run({
      images: pixels,
      labels: BigInt64Array.from(labels[i]!, BigInt),
      learningRate: learningRates[i]!,
      step: i,
      seed: 0,
    });
    history.push(new Map(step.metrics.map((name, slot) => [name, metrics[slot]!])));
  }
  const state = await executable.readState();
  await executable.dispose();
  return { history, state };
}

/** Largest difference over the largest value. */
function relative(actual: Float32Array, expected: Float32Array): number {
  const scale = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-30);
  return expected.reduce((most, x, i) => Math.max(most, Math.abs(x - actual[i]!)), 0) / scale;
}

const TOLERANCE = 1e-4;

describe.each(recordedCases)('five steps of %s in ONNX Runtime, against PyTorch', (name) => {
  it('has the same losses, weights and running statistics', async () => {
    const record = recorded(name);
    const { history, state } = await train(record);
    record.losses.forEach((loss, i) => {
      expect(Math.abs(history[i]!.get('loss')! / loss - 1), `loss of step ${i}`).toBeLessThan(TOLERANCE);
    });
    record.headLosses.forEach((heads, i) => {
      for (const [head, loss] of Object.entries(heads)) {
        expect(Math.abs(history[i]!.get(`loss/${head}`)! / loss - 1), `${head}, step ${i}`).toBeLessThan(TOLERANCE);
      }
    });
    const off = [...record.final].map(([s, data]) => [s, relative(state.get(s)!, data)] as const);
    expect(off.filter(([, error]) => !(error < TOLERANCE))).toEqual([]);
  });
});
