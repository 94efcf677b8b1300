import { describe, expect, it } from 'vitest';
import type { Backend, StepInputs } from '../../../engine/backends/backend.ts';
import { ortBackend } from '../../../engine/backends/ort/index.ts';
import { webgpuBackend } from '../../../engine/backends/webgpu/index.ts';
import { compileTraining, type TrainingStep } from '../../../engine/compile/training.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { initialState } from '../../../engine/train/initial-state.ts';
import { feedsOf } from '../../compile/feeds.ts';
import { openTemplate } from '../../train/open-template.ts';

/** Residual with each shortcut, Inception with pools, dropout and clipping; each optimizer. */
const nets = {
  'zero-padded shortcuts, Nesterov': [
    'template:cifar_resnet?depth=8&height=9&width=9',
    { optimizer: { kind: 'sgd', nesterov: true } },
  ],
  'projections, Adam': [
    'template:cifar_resnet?depth=8&height=8&width=8&shortcut=projection',
    { optimizer: { kind: 'adam' } },
  ],
  'small Inception, RMSprop': ['template:small_inception?height=12&width=12', { optimizer: { kind: 'rmsprop' } }],
  'mlpconv, dropout, clipping': ['template:network_in_network?height=16&width=16&filters=16', { clip: 1 }],
} as const;
const STEPS = 5;

async function train(backend: Backend, step: TrainingStep, inputs: StepInputs) {
  const state = initialState(step.graph, 1);
  const executable = await backend.compileTraining(step, { autotune: false, state });
  try {
    const losses: number[] = [];
    for (let i = 0; i < STEPS; i++)
      losses.push((await executable.run({ ...inputs, step: i })).metrics[step.metrics.indexOf('loss')]!);
    return { losses, state: await executable.readState() };
  } finally {
    await executable.dispose();
  }
}

describe('five steps on the GPU against ONNX Runtime', () => {
  it.each(Object.entries(nets))('%s', { timeout: 120_000 }, async (_, [spec, changes]) => {
    const settings = trainingSettings.parse({ batch: 4, learningRate: 1e-3, labelSmoothing: 0.1, ...changes });
    const step = compileTraining(openTemplate(spec), settings);
    const feeds = feedsOf(step.graph);
    const images = Float32Array.from(feeds.get('images')!.data);
    const labels = BigInt64Array.from(feeds.get('labels')!.data, (x) => BigInt(x));
    const inputs = { images, labels, learningRate: 1e-3, step: 0, seed: 1 };
    const wanted = await train(ortBackend, step, inputs);
    const found = await train(webgpuBackend(), step, inputs);
    const off = wanted.losses.map((loss, i) => Math.abs(found.losses[i]! - loss) / Math.abs(loss));
    expect(Math.max(...off), `losses ${found.losses.join(' ')} and ${wanted.losses.join(' ')}`).toBeLessThan(1e-4);
  });
});
