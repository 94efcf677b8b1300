import { describe, expect, it } from 'vitest';
import type { StepInputs } from '../../engine/backends/backend.ts';
import { ortBackend } from '../../engine/backends/ort/index.ts';
import { Stream } from '../../engine/base/random.ts';
import { compileTraining } from '../../engine/compile/training.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { initialState } from '../../engine/train/initial-state.ts';
import { openTemplate } from './open-template.ts';

/** Gradient norms at initialisation, by layer in the order of the network, on a batch of normal noise. */
async function gradientNormsAtStart(spec: string): Promise<readonly number[]> {
  const settings = trainingSettings.parse({ batch: 16 });
  const step = compileTraining(openTemplate(spec), settings);
  const executable = await ortBackend.compileTraining(step, { autotune: false, state: initialState(step.graph, 0) });
  const stream = new Stream(7);
  const dims = step.graph.inputs.find((i) => i.name === 'images')!.value.type.dims.map(Number);
  const inputs: StepInputs = {
    images: new Float32Array(dims.reduce((n, d) => n * d, 1)).map(() => stream.normal()),
    labels: BigInt64Array.from({ length: settings.batch }, (_, i) => BigInt(i % 10)),
    learningRate: 0.1,
    step: 0,
    seed: 0,
  };
  const { metrics } = await executable.run(inputs);
  await executable.dispose();
  return step.metrics.flatMap((name, i) => (name.startsWith('gradientNorm/') ? [metrics[i]!] : []));
}

/** The first convolution's gradient norm over the last convolution's (the dense layer is last of all). */
async function firstOverLast(spec: string): Promise<number> {
  const norms = await gradientNormsAtStart(spec);
  return norms[0]! / norms.at(-2)!;
}

// PyTorch with the same nets, initialisers and noise: 6.5e3 for plain 56, 46 for residual 56 with projections. Another
// seed moves them by a factor of a few.
describe('gradient regimes at initialisation', () => {
  it('vanish in a deep plain net with sigmoids, Xavier and no norm', async () => {
    const ratio = await firstOverLast('template:cifar_plain?depth=20&norm=none&activation=sigmoid&init=xavier');
    expect(ratio).toBeLessThan(1e-11);
    expect(ratio).toBeGreaterThan(1e-14);
  });

  it('explode in a deep plain net with batch norm', async () => {
    const ratio = await firstOverLast('template:cifar_plain?depth=56');
    expect(ratio).toBeGreaterThan(4e2);
    expect(ratio).toBeLessThan(4e4);
  });

  it('stay level in a residual net of the same depth', async () => {
    const ratio = await firstOverLast('template:cifar_resnet?depth=56');
    expect(ratio).toBeGreaterThan(2);
    expect(ratio).toBeLessThan(100);
  });
});
