import { describe, expect, it } from 'vitest';
import { ortBackend } from '../../engine/backends/ort/index.ts';
import { compileTraining } from '../../engine/compile/training.ts';
import { interpret } from '../../engine/ops/interpret.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { feedsOf } from '../compile/feeds.ts';
import { openTemplate } from '../train/open-template.ts';

/**
 * Nets whose channels fill ONNX Runtime's blocks, so that the blocked layouts carry whole steps: residual with each
 * shortcut, pre-activation, Inception with pools, LRN and auxiliary heads, groups. One step against the float64
 * reference: metrics and every state.
 */
const nets = {
  'zero-padded shortcuts': 'template:cifar_resnet?depth=8&height=9&width=9',
  projections: 'template:cifar_resnet?depth=8&height=8&width=8&shortcut=projection',
  'pre-activation': 'template:cifar_preact_resnet?depth=8&height=8&width=8',
  'plain, no norm': 'template:cifar_plain?depth=8&height=8&width=8&norm=none',
  'small Inception': 'template:small_inception?height=12&width=12',
  'mlpconv, dropout': 'template:network_in_network?height=16&width=16&filters=16',
  'ResNet-18 stem and max pool': 'template:resnet18?height=40&width=40&filters=16&classes=10',
  'bottlenecks, v1.5': 'template:resnet50?height=33&width=33&filters=16&classes=10',
} as const;

/** With its images no input of a ReLU lies within rounding of zero, where a gradient may be either of two. */
const SEED = 2;

const relative = (found: ArrayLike<number>, wanted: Float64Array): number => {
  const scale = wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-30);
  return wanted.reduce((most, x, i) => Math.max(most, Math.abs(x - found[i]!)), 0) / scale;
};

describe('a whole step in ONNX Runtime against float64', () => {
  it.each(Object.entries(nets))('%s', { timeout: 60_000 }, async (_, spec) => {
    const settings = trainingSettings.parse({ batch: 4, learningRate: 0.01, labelSmoothing: 0.1 });
    const step = compileTraining(openTemplate(spec), settings);
    const feeds = feedsOf(step.graph, SEED);
    const state = new Map(step.graph.states.map((s) => [s.name, Float32Array.from(feeds.get(s.name)!.data)]));
    for (const [name, data] of state) feeds.set(name, { dims: feeds.get(name)!.dims, data: Float64Array.from(data) });
    const images = Float32Array.from(feeds.get('images')!.data);
    feeds.set('images', { dims: feeds.get('images')!.dims, data: Float64Array.from(images) });
    feeds.set('learningRate', { dims: [], data: Float64Array.of(0.01) });

    const executable = await ortBackend.compileTraining(step, { autotune: false, state });
    const labels = BigInt64Array.from(feeds.get('labels')!.data, (x) => BigInt(x));
    const { metrics } = await executable.run({ images, labels, learningRate: 0.01, step: 0, seed: SEED });
    const after = await executable.readState();
    await executable.dispose();

    const values = interpret(step.graph, feeds);
    const slots = values.get(step.graph.outputs[0]!.value.id)!.data;
    const wrong = step.metrics.filter(
      (_name, i) => Math.abs(metrics[i]! - slots[i]!) > 1e-3 * Math.max(Math.abs(slots[i]!), 1e-3),
    );
    expect(wrong).toEqual([]);
    const off = [...step.graph.assigns].flatMap(([name, value]) => {
      const error = relative(after.get(name)!, values.get(value.id)!.data);
      return error < 1e-3 ? [] : [[name, error]];
    });
    expect(off).toEqual([]);
  });
});
