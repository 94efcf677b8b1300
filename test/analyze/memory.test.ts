import { describe, expect, test } from 'vitest';
import { inferencePeak, trainingMemory } from '../../engine/analyze/memory.ts';
import { arithmeticIntensity, trafficBytes } from '../../engine/analyze/traffic.ts';
import { analyzed, type Drawn, small } from './drawn.ts';

const input: Drawn = ['input', 'input', { height: 4, width: 4, channels: 2 }];

describe('training memory', () => {
  test('of the small net, by hand', () => {
    // Weights 57 + 6 + 20 = 83 trained numbers, and a running mean and variance of 3 each.
    // Kept for backward, numbers an image: the image (convolution) 32; the convolution's output (norm) 48; the ReLU's output (ReLU, and max pool's input) 48;
    // max pool's output 12; the dense layer's input 3; the logits 5.
    expect(trainingMemory(analyzed(...small), { batch: 2, momentsPerWeight: 1 })).toEqual({
      weights: 4 * 89,
      gradients: 4 * 83,
      moments: 4 * 83,
      kept: 2 * 4 * 148,
      total: 4 * (89 + 83 + 83) + 8 * 148,
    });
  });

  test('grows with the optimizer’s moments', () => {
    const of = (momentsPerWeight: number) => trainingMemory(analyzed(...small), { batch: 1, momentsPerWeight }).moments;
    expect([of(0), of(1), of(2)]).toEqual([0, 332, 664]);
  });

  test('counts a tensor once that two layers keep, also through views', () => {
    // The ReLU's output is kept by itself, by both convolutions, and, behind an identity shortcut, by a third.
    const analysis = analyzed(
      input,
      ['relu', 'relu'],
      ['a', 'conv2d', { filters: 2, kernel: 1 }, 'relu'],
      ['b', 'conv2d', { filters: 2, kernel: 1 }, 'relu'],
      ['skip', 'shortcut', {}, 'relu'],
      ['c', 'conv2d', { filters: 2, kernel: 1 }, 'skip'],
      ['sum', 'add', {}, 'a', 'b', 'c'],
    );
    expect(trainingMemory(analysis, { batch: 1, momentsPerWeight: 0 }).kept).toBe(4 * 32);
  });

  test('holds a projection’s inner tensor and a dropout’s mask, and auxiliary heads', () => {
    const kept = (...lines: readonly Drawn[]) =>
      trainingMemory(analyzed(input, ...lines), { batch: 1, momentsPerWeight: 0 }).kept;
    // The image of 32 numbers, and the convolution's output before its norm: 2·2·3.
    expect(kept(['skip', 'shortcut', { filters: 3, stride: 2 }])).toBe(4 * (32 + 12));
    expect(kept(['drop', 'dropout'])).toBe(4 * 32);
    expect(kept(['drop', 'dropout', { rate: 0 }])).toBe(0);
    // Both dense layers keep the image; the heads keep 3 and 2 logits.
    const heads: readonly Drawn[] = [
      ['flat', 'flatten'],
      ['dense', 'dense', { units: 3 }],
      ['head', 'classifier'],
      ['aux', 'dense', { units: 2 }, 'flat'],
      ['auxHead', 'auxiliaryHead'],
    ];
    expect(kept(...heads)).toBe(4 * (32 + 3 + 2));
  });
});

describe('inference peak', () => {
  test('is where a layer’s inputs and output live together with what is still to be read', () => {
    // input 32, a 16, b 64: computing b holds a and b, and the input, which the last convolution reads: 112. Then c (16) beside the input and b: 112 too.
    const analysis = analyzed(
      input,
      ['a', 'conv2d', { filters: 1, kernel: 1 }],
      ['b', 'conv2d', { filters: 4, kernel: 1 }],
      ['c', 'conv2d', { filters: 1, kernel: 1 }],
      ['cat', 'concat', {}, 'c', 'input'],
    );
    expect(inferencePeak(analysis, 3)).toEqual({ weights: 4 * (3 + 8 + 5), activations: 3 * 4 * 112, at: 'b' });
  });

  test('a view costs nothing and keeps what it views alive', () => {
    const analysis = analyzed(input, ['flat', 'flatten'], ['dense', 'dense', { units: 10 }], ['relu', 'relu']);
    expect(inferencePeak(analysis)).toMatchObject({ activations: 4 * 42, at: 'dense' });
  });
});

describe('traffic', () => {
  test('is inputs, output and weights; a view moves nothing', () => {
    const { byPath } = analyzed(...small);
    const conv = byPath.get('conv')!;
    // 32 + 48 numbers an image, 57 weights.
    expect(trafficBytes(conv, 2)).toBe(4 * (2 * 80 + 57));
    expect(arithmeticIntensity(conv, 2)).toBeCloseTo((2 * 2 * 864) / (4 * 217), 12);
    expect(trafficBytes(byPath.get('flat')!)).toBe(0);
    expect(arithmeticIntensity(byPath.get('flat')!)).toBeNull();
  });
});
