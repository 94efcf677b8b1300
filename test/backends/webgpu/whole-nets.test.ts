import { describe, expect, it, test } from 'vitest';
import { network, nets as smallNets } from '../../compile/small-nets.ts';
import { openTemplate } from '../../train/open-template.ts';
import { Comparison, furthest } from './both-backends.ts';
import { randomNet } from './random-net.ts';

const grouped = network(
  ['input', 'input', { height: 11, width: 9, channels: 3 }],
  ['stem', 'conv2d', { filters: 10, kernel: 3, stride: 2 }],
  ['depthwise', 'conv2d', { filters: 10, kernel: 3, groups: 10, bias: false }],
  ['norm', 'batchNorm'],
  ['act', 'hardSwish'],
  ['grouped', 'conv2d', { filters: 15, kernel: 3, groups: 5, dilation: 2 }],
  ['frozen', 'batchNorm', { frozen: true }],
  ['multiplied', 'conv2d', { filters: 30, kernel: 5, groups: 15, stride: 2 }],
  ['relu', 'relu'],
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
);

/**
 * Residual with each shortcut, Inception with pools and an auxiliary head, groups, dropout and clipping; each
 * optimizer.
 */
const nets = {
  'zero-padded shortcuts, Nesterov': [
    openTemplate('template:cifar_resnet?depth=8&height=9&width=9'),
    { optimizer: { kind: 'sgd', nesterov: true } },
  ],
  'projections, Adam': [
    openTemplate('template:cifar_resnet?depth=8&height=8&width=8&shortcut=projection'),
    { optimizer: { kind: 'adam' } },
  ],
  // Some of its betas have a gradient of zero (the next norm takes them away again). RMSprop divides what rounding
  // leaves of it by its own size: by 1e-8, and both sides would go their own ways, a step being as long as the other
  // parameters' in either direction.
  'small Inception, RMSprop': [
    openTemplate('template:small_inception?height=12&width=12'),
    { optimizer: { kind: 'rmsprop', epsilon: 1e-4 } },
  ],
  'auxiliary head, AdamW': [smallNets['inception']!, { optimizer: { kind: 'adamw' } }],
  'transposed convolutions': [smallNets['decoder']!, { optimizer: { kind: 'adam' } }],
  'resized and padded maps': [smallNets['pyramid']!, {}],
  'groups, depthwise, dilation, a frozen norm': [grouped, {}],
  'mlpconv, dropout, clipping': [
    openTemplate('template:network_in_network?height=16&width=16&filters=16'),
    { clip: 1 },
  ],
} as const;

describe('five steps on the GPU against ONNX Runtime', () => {
  it.each(Object.entries(nets))('%s', { timeout: 120_000 }, async (_, [analysis, changes]) => {
    const [ort, gpu] = await new Comparison(analysis, { batch: 4, labelSmoothing: 0.1, ...changes }).both(5);
    expect(furthest(gpu.losses, ort.losses), `${gpu.losses.join(' ')} and ${ort.losses.join(' ')}`).toBeLessThan(1e-4);
  });
});

describe('random designs on the GPU against ONNX Runtime', () => {
  it.each([1, 3, 5, 9, 26, 30])('seed %i', { timeout: 120_000 }, async (seed) => {
    const { analysis, settings } = randomNet(seed);
    expect(analysis.problems).toEqual([]);
    const [ort, gpu] = await new Comparison(analysis, settings).both(3);
    expect(furthest(gpu.metrics[0]!, ort.metrics[0]!), 'metrics of the first step').toBeLessThan(1e-3);
    expect(furthest(gpu.losses, ort.losses), 'losses').toBeLessThan(1e-4);
  });
});

/**
 * A ResNet-50 on 33 × 33 pixels ends in maps of 2 × 2: with one image, four values a norm, often alike but for
 * rounding. Its loss is chaotic: a change of every weight by 1e-7, one rounding in float32, moves the exact loss by
 * percents within three steps. Backends then differ as much, and both are right.
 */
test('where a norm has four values, no float32 agrees for long; the first loss is as close as rounding lets it be', {
  timeout: 120_000,
}, async () => {
  const analysis = openTemplate('template:resnet50?height=33&width=33&classes=10&filters=4');
  const comparison = new Comparison(analysis, { batch: 1, optimizer: { kind: 'adamw' } });
  const exact = comparison.exactLosses(3);
  expect(furthest(comparison.exactLosses(3, 1e-7), exact)).toBeGreaterThan(0.01);
  // Rounding in each of fifty layers moves the loss about as far as ten roundings of each weight.
  const moved = furthest(comparison.exactLosses(1, 1e-6), exact.slice(0, 1));
  for (const { losses } of await comparison.both(1))
    expect(furthest(losses, exact.slice(0, 1))).toBeLessThan(3 * moved);
});
