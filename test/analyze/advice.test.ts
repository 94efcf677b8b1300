import { describe, expect, test } from 'vitest';
import { advise, describeAdvice } from '../../engine/analyze/advice.ts';
import { analyzed, type Drawn } from './drawn.ts';

const course: Drawn = ['input', 'input', { height: 28, width: 28, channels: 192 }];

describe('advice', () => {
  test('the course’s 5 × 5: a bottleneck of 16 brings 120 million down to 12.4', () => {
    const [advice, ...others] = advise(analyzed(course, ['conv', 'conv2d', { filters: 32, kernel: 5 }]));
    expect(others).toEqual([]);
    expect(advice).toMatchObject({
      code: 'bottleneck',
      node: 'conv',
      values: { filters: 16, before: 120_422_400, reduce: 2_408_448, kernel: 10_035_200, after: 12_443_648 },
    });
    expect(advice?.fixes[0]?.actions).toEqual([
      { do: 'insertBefore', node: 'conv', port: 'in', index: 0, kind: 'conv2d', params: { filters: 16, kernel: 1 } },
    ]);
    const text = describeAdvice(advice!);
    for (const part of ['16 filters', '120,422,400', '2,408,448 + 10,035,200 = 12,443,648', '89.7 %']) {
      expect(text).toContain(part);
    }
  });

  test('is given for the convolution that would save most, once', () => {
    const found = advise(
      analyzed(
        course,
        ['small', 'conv2d', { filters: 64, kernel: 3 }],
        ['large', 'conv2d', { filters: 64, kernel: 7 }],
        ['last', 'conv2d', { filters: 64, kernel: 3 }],
      ),
    );
    expect(found.map(({ code, node }) => [code, node])).toEqual([['bottleneck', 'large']]);
  });

  const without: readonly (readonly [string, readonly Drawn[]])[] = [
    [
      'behind a 1 × 1',
      [
        ['a', 'conv2d', { filters: 16, kernel: 1 }],
        ['b', 'relu'],
        ['c', 'conv2d', { kernel: 5 }],
      ],
    ],
    ['of a 1 × 1', [['a', 'conv2d', { filters: 512, kernel: 1 }]]],
    ['of groups', [['a', 'conv2d', { filters: 192, groups: 192 }]]],
  ];
  test.each(without)('no bottleneck in front %s', (_, lines) => {
    expect(advise(analyzed(course, ...lines))).toEqual([]);
  });

  test('no bottleneck of a stem: three channels leave nothing to save', () => {
    const rgb: Drawn = ['input', 'input', { height: 32, width: 32, channels: 3 }];
    expect(advise(analyzed(rgb, ['stem', 'conv2d', { filters: 16 }]))).toEqual([]);
  });

  const branches: readonly Drawn[] = [
    course,
    ['one', 'conv2d', { filters: 64, kernel: 1 }, 'input'],
    ['three', 'conv2d', { filters: 128, kernel: 1 }, 'input'],
    ['five', 'conv2d', { filters: 32, kernel: 1 }, 'input'],
    ['pool', 'maxPool', { kernel: 3, stride: 1, padding: 'same' }, 'input'],
  ];

  test('a pool branch that passes on more channels than any other branch makes', () => {
    const [advice] = advise(analyzed(...branches, ['cat', 'concat', {}, 'one', 'three', 'five', 'pool']));
    expect(advice).toMatchObject({
      code: 'poolDominatesConcat',
      node: 'cat',
      values: { channels: 192, total: 416, filters: 32 },
    });
    expect(advice?.fixes[0]?.actions).toMatchObject([{ node: 'cat', index: 3, params: { filters: 32, kernel: 1 } }]);
    expect(describeAdvice(advice!)).toContain('192 of the 416 channels');
  });

  test('not of a pool that a 1 × 1 keeps in proportion', () => {
    const projected: Drawn = ['project', 'conv2d', { filters: 32, kernel: 1 }, 'pool'];
    const cat: Drawn = ['cat', 'concat', {}, 'one', 'three', 'five', 'project'];
    expect(advise(analyzed(...branches, projected, cat))).toEqual([]);
  });

  test('an add that lacks a projection, with what that costs', () => {
    const [advice] = advise(
      analyzed(
        ['input', 'input', { height: 8, width: 8, channels: 3 }],
        ['conv', 'conv2d', { filters: 4, kernel: 1, stride: 2 }],
        ['sum', 'add', {}, 'conv', 'input'],
      ),
    );
    // 4·4·4·3 multiplications; 3·4 weights, γ and β of 4 channels.
    const values = { input: 2, filters: 4, stride: 2, multiplies: 192, params: 20 };
    expect(advice).toMatchObject({ code: 'needsProjection', node: 'sum', values });
    expect(advice?.fixes[0]?.actions).toMatchObject([{ do: 'insertBefore', node: 'sum', index: 1, kind: 'shortcut' }]);
    expect(describeAdvice(advice!)).toContain('192 multiplications and 20 parameters');
  });

  test('speaks another language where that has the text', () => {
    const [advice] = advise(analyzed(course, ['conv', 'conv2d', { filters: 32, kernel: 5 }]));
    const language = { problems: {}, fixes: {}, texts: { 'advice.bottleneck': '{filters} 个 1 × 1 滤波器' } };
    expect(describeAdvice(advice!, language)).toBe('16 个 1 × 1 滤波器');
  });
});
