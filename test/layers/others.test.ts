import { describe, expect, test } from 'vitest';
import { judgeMended } from '../../engine/analyze/fixes/mend.ts';
import { describeFix, describe as message } from '../../engine/base/catalogue/index.ts';
import { blocks } from '../../engine/blocks/index.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { applyFix } from '../../engine/design/fix.ts';
import type { RawParams } from '../../engine/layers/layer.ts';
import { meaningOf } from '../../engine/layers/others.ts';

/** A layer behind a convolution of 8 filters, and a head behind it. */
function documentOf(kind: string, params: RawParams): LoomDocument {
  return {
    format: 'layerloom',
    version: 1,
    name: 'foreign',
    params: {},
    blocks: {},
    nodes: [
      { id: 'input', kind: 'input', params: { height: 16, width: 16, channels: 3 } },
      { id: 'c', kind: 'conv2d', params: { filters: 8 }, inputs: { in: ['input'] } },
      { id: 'x', kind, params, inputs: { in: ['c'] } },
      { id: 'flat', kind: 'flatten', inputs: { in: ['x'] } },
      { id: 'fc', kind: 'dense', params: { units: 2 }, inputs: { in: ['flat'] } },
      { id: 'head', kind: 'classifier', inputs: { in: ['fc'] } },
    ],
  };
}

function told(kind: string, params: RawParams) {
  const document = documentOf(kind, params);
  const [found] = judgeMended(document, blocks).problems;
  return { document, found: found!, text: message(found!), fixes: found!.fixes };
}

describe('a layer of ours under the name of another library becomes ours', () => {
  const valid = { padding: 'valid' };
  test.each<readonly [string, RawParams, string, RawParams]>([
    [
      'nn.Conv2d',
      { in_channels: 8, out_channels: 4, kernel_size: 3, padding: 1 },
      'conv2d',
      { filters: 4, kernel: 3, padding: 1 },
    ],
    [
      'Conv2D',
      { filters: 4, kernel_size: [3, 3], strides: 2 },
      'conv2d',
      { filters: 4, kernel: [3, 3], stride: 2, ...valid },
    ],
    ['convolution2dLayer', { filterSize: 3, numFilters: 4 }, 'conv2d', { kernel: 3, filters: 4, ...valid }],
    ['Conv2d', { filters: 4, kernel: 3 }, 'conv2d', { filters: 4, kernel: 3 }],
    ['BatchNorm2d', { num_features: 8, eps: 1e-3 }, 'batchNorm', { epsilon: 1e-3 }],
    ['BatchNormalization', { momentum: 0.99 }, 'batchNorm', { momentum: 0.01 }],
    ['ReLU', { inplace: true }, 'relu', {}],
    ['LeakyReLU', { negative_slope: 0.2 }, 'leakyRelu', { slope: 0.2 }],
    ['Swish', {}, 'silu', {}],
    ['nn.ELU', { alpha: 0.5 }, 'elu', { alpha: 0.5 }],
    ['PReLU', { init: 0.1 }, 'prelu', { initialSlope: 0.1 }],
    ['Hardtanh', { min_val: -2, max_val: 2 }, 'clip', { low: -2, high: 2 }],
    ['nn.MaxPool2d', { kernel_size: 3 }, 'maxPool', { kernel: 3, stride: 3 }],
    ['AveragePooling2D', { pool_size: 2, strides: 1 }, 'averagePool', { kernel: 2, stride: 1 }],
    ['AdaptiveAvgPool2d', { output_size: [1, 1] }, 'globalAveragePool', {}],
    ['adaptive_avg_pool2d', { output_size: 1 }, 'globalAveragePool', {}],
    ['Dropout', { p: 0.3 }, 'dropout', { rate: 0.3 }],
    [
      'DepthwiseConv2D',
      { kernel_size: 3, depth_multiplier: 2 },
      'conv2d',
      { kernel: 3, ...valid, filters: 16, groups: 8 },
    ],
  ])('%s %j → %s %j', (kind, params, ours, wanted) => {
    const { document, fixes } = told(kind, params);
    const { document: mended } = applyFix(document, fixes[0]!, blocks);
    const { kind: now, params: then = {} } = mended.nodes.find(({ id }) => id === 'x')!;
    expect([now, then]).toEqual([ours, wanted]);
    expect(judgeMended(mended, blocks).problems).toEqual([]);
  });

  test('a dense layer by its other name', () => {
    expect(meaningOf('Linear', { in_features: 9, out_features: 4 })).toMatchObject({
      kind: 'dense',
      params: { units: 4 },
    });
    expect(meaningOf('fullyConnectedLayer', { OutputSize: 4 })).toMatchObject({ kind: 'dense', params: { units: 4 } });
  });
});

describe('a layer that only others have is called what it is, and never changed to another function', () => {
  test.each([
    ['adaptiveAvgPool2d', { size: 7 }, /adaptive average pool.*1 × 1.*globalAveragePool.*averagePool comes closest/],
    ['RMSNorm', { dim: 4 }, /batchNorm comes closest, but computes something else/],
    ['weightNorm', {}, /batchNorm comes closest/],
    ['CELU', {}, /leakyRelu comes closest/],
    ['GLU', {}, /silu comes closest/],
    ['Softsign', {}, /tanh comes closest/],
    ['Conv1d', {}, /conv2d comes closest/],
    ['ConvTranspose1d', {}, /conv2d comes closest/],
    ['SeparableConv2D', {}, /as many groups as channels/],
    ['Reshape', {}, /flatten comes closest/],
    ['permute', {}, /flatten comes closest/],
    ['LSTM', {}, /recurrent/],
    ['embedding', {}, /embedding/],
    ['MultiHeadAttention', {}, /attention/],
  ])('%s', (kind, params, says) => {
    const { text, fixes } = told(kind, params);
    expect(text).toMatch(says);
    expect(fixes).toEqual([]);
  });

  test('an option of a block is not mistaken for another function either', () => {
    const withActivation = (activation: string) => {
      const document = documentOf('block:convNormActivation', { filters: 8, activation });
      return judgeMended(document, blocks).problems[0]!.fixes.map((fix) => describeFix(fix));
    };
    expect(withActivation('celu')).not.toContain('Set activation to relu');
    expect(withActivation('ReLU')).toContain('Set activation to relu');
    expect(withActivation('rleu')).toContain('Set activation to relu');
  });
});

test('a softmax belongs to the classifier, and a slip of one letter is a slip', () => {
  const softmax = told('softmax', {});
  expect(softmax.text).toContain('part of the classifier');
  expect(softmax.fixes.map((fix) => describeFix(fix))).toEqual(['Remove x']);
  expect(told('nn.Identity', {}).fixes.map((fix) => describeFix(fix))).toEqual(['Remove x']);
  expect(told('rleu', {}).fixes.map((fix) => describeFix(fix))).toEqual(['Change it to relu']);
  expect(told('rlleuu', {}).text).toBe('There is no layer rlleuu.');
});
