import { describe, expect, test } from 'vitest';
import { type ConventionName, conventions, countBy, isConvention } from '../../engine/analyze/conventions/index.ts';
import { openTemplate } from '../train/open-template.ts';
import { analyzed, small } from './drawn.ts';

/*
 * The small net: conv 4·4·3 = 48 outputs, 48 · 3·3·2 = 864 multiplications; batch norm and ReLU over 48 numbers; max
 * pool 48 → 12; average pool 12 → 3; global pool 3 → 3; dense 5 · 3 = 15. Together 879; biases 48 + 5 = 53; the norm
 * has 6 parameters.
 */
const expected: Readonly<Record<ConventionName, number>> = {
  multiplies: 879,
  flops: 2 * 879,
  // Batch norm 2·48, global pool its 3 inputs.
  fvcore: 879 + 96 + 3,
  // Biases 53, batch norm 2·48, ReLU 48 and pools 48 + 12 + 3 twice.
  ptflops: 879 + 53 + 96 + 2 * (48 + 63),
  // Batch norm 4·48, average pool its 3 outputs, global pool 3 · (1·1 additions + 1 division).
  thop: 879 + 192 + 3 + 6,
  // Biases 53, the norm's 6 parameters.
  torchinfo: 879 + 53 + 6,
};

describe('conventions', () => {
  test.each(Object.entries(expected))('%s of the small net, by hand', (name, count) => {
    expect(countBy(name as ConventionName, analyzed(...small))).toBe(count);
  });

  test.each(Object.keys(conventions) as ConventionName[])('%s counts the batch as its tool does', (name) => {
    const images = ['fvcore', 'thop', 'torchinfo'].includes(name) ? 4 : 1;
    expect(countBy(name, analyzed(...small), 4)).toBe(images * expected[name]);
  });

  test('ptflops 0.7.5 of resnet50', () => {
    expect(countBy('ptflops', openTemplate('resnet50'))).toBe(4_132_436_968);
  });

  // The example in fvcore's own docstring of FlopCountAnalysis: 13,000 in all, 3,000 of them the convolution's.
  test('fvcore’s published example', () => {
    const analysis = analyzed(
      ['input', 'input', { height: 10, width: 10, channels: 3 }],
      ['conv', 'conv2d', { filters: 10, kernel: 1 }],
      ['act', 'relu'],
      ['flat', 'flatten'],
      ['fc', 'dense', { units: 10 }],
      ['head', 'classifier'],
    );
    expect(countBy('fvcore', analysis)).toBe(13_000);
    expect(conventions.fvcore.count(analysis.byPath.get('conv')!, 1)).toBe(3000);
    expect(conventions.fvcore.count(analysis.byPath.get('act')!, 1)).toBe(0);
  });

  test('a transposed convolution meets its inputs, and some tools count its outputs', () => {
    const analysis = analyzed(
      ['input', 'input', { height: 4, width: 4, channels: 3 }],
      ['up', 'convTranspose2d', { filters: 2, kernel: 3, bias: false }],
    );
    const counts = Object.values(conventions).map(({ count }) => count(analysis.byPath.get('up')!, 1));
    const [own, theirs] = [4 * 4 * 3 * 2 * 9, 8 * 8 * 3 * 2 * 9];
    expect(counts).toEqual([own, 2 * own, own, theirs, theirs, theirs]);
  });

  test('a projection counts as its convolution and its batch norm', () => {
    // 2·2·4 outputs of 3 channels: 48; 16 numbers normalised; γ and β are 8 parameters.
    const analysis = analyzed(
      ['input', 'input', { height: 4, width: 4, channels: 3 }],
      ['skip', 'shortcut', { filters: 4, stride: 2 }],
    );
    const counts = Object.values(conventions).map(({ count }) => count(analysis.byPath.get('skip')!, 1));
    expect(counts).toEqual([48, 96, 48 + 32, 48 + 32, 48 + 64, 48 + 8]);
  });

  test('auxiliary heads are not counted: they vanish at inference', () => {
    const analysis = analyzed(
      ['input', 'input', { height: 2, width: 2, channels: 1 }],
      ['flat', 'flatten'],
      ['dense', 'dense', { units: 3 }],
      ['head', 'classifier'],
      ['aux', 'dense', { units: 2 }, 'flat'],
      ['auxHead', 'auxiliaryHead'],
    );
    expect(countBy('multiplies', analysis)).toBe(12);
    expect(countBy('torchinfo', analysis)).toBe(15);
  });

  test('go by their names alone', () => {
    expect(isConvention('thop')).toBe(true);
    expect(isConvention('toString')).toBe(false);
  });
});
