import { describe, expect, test } from 'vitest';
import { inferencePeak, keptTensors, trainingMemory } from '../../engine/analyze/memory.ts';
import { arithmeticIntensity, trafficBytes } from '../../engine/analyze/traffic.ts';
import { openTemplate } from '../train/open-template.ts';
import { analyzed, type Drawn, small } from './drawn.ts';

/** Bytes of one image that backward needs. */
const kept = (...lines: readonly Drawn[]): number =>
  keptTensors(analyzed(...lines), 'gpu').reduce((sum, bytes) => sum + bytes, 0);

const input: Drawn = ['input', 'input', { height: 4, width: 4, channels: 2 }];

describe('training memory on a GPU', () => {
  test('of the small net, by hand', () => {
    // Weights 57 + 6 + 20 = 83 trained numbers, and a running mean and variance of 3 each.
    // Kept for backward, numbers an image: the image (convolution) 32; the convolution's output (norm) 48; the ReLU's
    // output (ReLU, and max pool's input) 48; max pool's places, six rows of two in a word each, 6; the dense layer's
    // input 3; the logits 5. Most lives when backward is at the ReLU: the first 128 of these, and the gradients of its
    // output and input.
    expect(trainingMemory(analyzed(...small), { batch: 2, momentsPerWeight: 1, device: 'gpu' })).toEqual({
      weights: 4 * 89,
      gradients: 4 * 83,
      moments: 4 * 83,
      second: 0,
      kept: 2 * 4 * (128 + 96),
      runtime: 0,
      total: 4 * (89 + 83 + 83) + 8 * 224,
    });
    expect(kept(...small)).toBe(4 * 142);
  });

  test('grows with the optimizer’s moments', () => {
    const of = (momentsPerWeight: number) => trainingMemory(analyzed(...small), { batch: 1, momentsPerWeight }).moments;
    expect([of(0), of(1), of(2)]).toEqual([0, 332, 664]);
  });

  test('counts a tensor once that two layers keep, also through views', () => {
    // The ReLU's output is kept by itself, by both convolutions, and, behind an identity shortcut, by a third.
    const lines: readonly Drawn[] = [
      input,
      ['relu', 'relu'],
      ['a', 'conv2d', { filters: 2, kernel: 1 }, 'relu'],
      ['b', 'conv2d', { filters: 2, kernel: 1 }, 'relu'],
      ['skip', 'shortcut', {}, 'relu'],
      ['c', 'conv2d', { filters: 2, kernel: 1 }, 'skip'],
      ['sum', 'add', {}, 'a', 'b', 'c'],
    ];
    expect(kept(...lines)).toBe(4 * 32);
  });

  test('holds a projection’s inner tensor and a dropout’s mask, and auxiliary heads', () => {
    // The image of 32 numbers, and the convolution's output before its norm: 2·2·3.
    expect(kept(input, ['skip', 'shortcut', { filters: 3, stride: 2 }])).toBe(4 * (32 + 12));
    expect(kept(input, ['drop', 'dropout'])).toBe(4 * 32);
    expect(kept(input, ['drop', 'dropout', { rate: 0 }])).toBe(0);
    // Both dense layers keep the image; the heads keep 3 and 2 logits.
    const heads: readonly Drawn[] = [
      ['flat', 'flatten'],
      ['dense', 'dense', { units: 3 }],
      ['head', 'classifier'],
      ['aux', 'dense', { units: 2 }, 'flat'],
      ['auxHead', 'auxiliaryHead'],
    ];
    expect(kept(input, ...heads)).toBe(4 * (32 + 3 + 2));
  });

  test('of a frozen norm is no input, but its convolution’s weights once more, where nothing else reads that', () => {
    const conv: Drawn = ['conv', 'conv2d', { filters: 3, kernel: 1 }];
    const frozen: Drawn = ['norm', 'batchNorm', { frozen: true }];
    const weights = (...lines: readonly Drawn[]): number =>
      trainingMemory(analyzed(...lines), { batch: 1, momentsPerWeight: 0, device: 'gpu' }).weights;
    // The image, and what the convolution leaves; its 6 + 3 weights, and the norm's 4 · 3.
    expect(kept(input, conv, ['norm', 'batchNorm'])).toBe(4 * (32 + 48));
    expect(kept(input, conv, frozen)).toBe(4 * 32);
    expect(weights(input, conv, ['norm', 'batchNorm'])).toBe(4 * (9 + 12));
    expect(weights(input, conv, frozen)).toBe(4 * (9 + 12 + 9));
    const twice: readonly Drawn[] = [input, conv, frozen, ['tanh', 'tanh', {}, 'conv']];
    expect(kept(...twice)).toBe(4 * (32 + 48 + 48));
    expect(weights(...twice)).toBe(4 * (9 + 12));
  });

  test('counts what is joined once, where it is joined', () => {
    const relu = (path: string): Drawn => [path, 'relu', {}, 'input'];
    const join: Drawn = ['join', 'concat', {}, 'a', 'b'];
    expect(kept(input, relu('a'), relu('b'), join, ['conv', 'conv2d', { filters: 1, kernel: 1 }])).toBe(4 * 64);
    // An input stays where it is.
    const both: Drawn = ['join', 'concat', {}, 'input', 'a'];
    expect(kept(input, relu('a'), both, ['conv', 'conv2d', { filters: 1, kernel: 1 }])).toBe(4 * 64);
  });

  test('holds what metrics compare at an addition, unless it follows from what is kept', () => {
    const conv: Drawn = ['conv', 'conv2d', { filters: 2, kernel: 1 }, 'relu'];
    const relu: Drawn = ['relu', 'relu'];
    expect(kept(input, relu, conv, ['sum', 'add', {}, 'relu', 'conv'])).toBe(4 * (32 + 32));
    expect(kept(input, relu, conv, ['norm', 'batchNorm'], ['sum', 'add', {}, 'relu', 'norm'])).toBe(4 * (32 + 32));
    expect(kept(input, relu, conv, ['norm', 'batchNorm', { frozen: true }], ['sum', 'add', {}, 'relu', 'norm'])).toBe(
      4 * (32 + 32),
    );
  });

  test('is most at the end of backward where the first maps are far larger than all others', () => {
    // 2 · 64 · 64 and 2 · 4 · 4 numbers: when backward is at the pool, the ReLU's output and the pool's, and the
    // gradients of both.
    const analysis = analyzed(
      ['input', 'input', { height: 64, width: 64, channels: 2 }],
      ['relu', 'relu'],
      ['pool', 'averagePool', { kernel: 16, stride: 16 }],
      ['conv', 'conv2d', { filters: 2, kernel: 1 }],
      ['tanh', 'tanh'],
    );
    const { kept } = trainingMemory(analysis, { batch: 1, momentsPerWeight: 0, device: 'gpu' });
    expect(kept).toBe(4 * (8192 + 32 + 32 + 8192));
  });
});

/**
 * MB that training added to the resident memory of the process at its peak (six steps, one thread, first guesses at the
 * ways of a convolution, ONNX Runtime 1.30, AVX-512, Linux), by template and images.
 */
const measured: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  cifar_resnet20: { 16: 92, 64: 172 },
  cifar_preact_resnet20: { 16: 100, 64: 208 },
  cifar_plain20: { 16: 93, 64: 167 },
  resnet18: { 4: 425, 16: 806 },
  resnet50: { 2: 777 },
  googlenet_torchvision: { 4: 514, 16: 998 },
  inception_v3: { 2: 892, 8: 1503 },
  small_inception: { 16: 89, 64: 173 },
  resnext50_32x4d: { 2: 904, 8: 1811 },
  googlenet: { 4: 581, 16: 1131 },
  course_inception: { 16: 151, 64: 468 },
};

describe('training memory on the processor', () => {
  test.each(Object.entries(measured))('of %s is what was measured, within a fifth', (name, byBatch) => {
    const analysis = openTemplate(name);
    for (const [batch, megabytes] of Object.entries(byBatch)) {
      const { total } = trainingMemory(analysis, { batch: Number(batch), momentsPerWeight: 1 });
      expect(total / 1e6 / megabytes).toBeGreaterThan(0.8);
      expect(total / 1e6 / megabytes).toBeLessThan(1.2);
    }
  });

  test('has weights and moments twice', () => {
    const memory = trainingMemory(analyzed(...small), { batch: 1, momentsPerWeight: 2 });
    expect(memory).toMatchObject({ weights: 4 * 89, moments: 4 * 166, second: 4 * (89 + 166) });
  });
});

describe('inference peak', () => {
  test('is where a layer’s inputs and output live together with what is still to be read', () => {
    // input 32, a 16, b 64: computing b holds a and b, and the input, which the last convolution reads: 112. Then c
    // (16) beside the input and b: 112 too.
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
