import { describe, expect, test } from 'vitest';
import { describe as message } from '../../engine/base/catalogue/index.ts';
import type { ParamValue } from '../../engine/base/diagnostics.ts';
import type { ParamSchema } from '../../engine/layers/layer.ts';
import { readParams } from '../../engine/layers/params.ts';

const words = { title: 'T', help: 'H.' };
const schema = {
  filters: { ...words, type: 'int', default: 32, min: 1, max: 100 },
  rate: { ...words, type: 'number', default: 0.5, min: 0, max: 0.9 },
  bias: { ...words, type: 'boolean', default: true },
  init: { ...words, type: 'choice', default: 'he', options: ['he', 'xavier'] },
  kernel: { ...words, type: 'size', default: 3, min: 1, max: 11 },
  padding: { ...words, type: 'padding', default: 'same' },
  weights: { ...words, type: 'list', default: [] },
} as const satisfies ParamSchema;

const read = (field: string, value: ParamValue) => readParams(schema, { [field]: value }, 'node');

describe('right values', () => {
  test('defaults fill what is not given; a size becomes a pair', () => {
    expect(readParams(schema, {}, 'node')).toEqual({
      params: { filters: 32, rate: 0.5, bias: true, init: 'he', kernel: [3, 3], padding: 'same', weights: [] },
      problems: [],
    });
  });

  test.each([
    ['filters', 7, 7],
    ['rate', 0, 0],
    ['bias', false, false],
    ['init', 'xavier', 'xavier'],
    ['kernel', 5, [5, 5]],
    ['kernel', [1, 7], [1, 7]],
    ['padding', 'valid', 'valid'],
    ['padding', 2, 2],
    ['padding', [0, 1, 2, 3], [0, 1, 2, 3]],
    ['weights', [0.5, -1], [0.5, -1]],
  ] as const)('%s: %j', (field, value, expected) => {
    const { params, problems } = read(field, value);
    expect(problems).toEqual([]);
    expect(params?.[field]).toEqual(expected);
  });
});

/** field, value, code, part of the message, what the first fix sets (undefined: only the default is offered). */
const wrong: readonly (readonly [string, ParamValue, string, string, ParamValue | undefined])[] = [
  ['filters', 0, 'param.outOfRange', 'between 1 and 100 and is 0', 1],
  ['filters', 1e9, 'param.outOfRange', '1000000000', 100],
  ['filters', 2.6, 'param.notInteger', 'is 2.6', 3],
  ['filters', '16', 'param.notInteger', 'is 16', 16],
  ['filters', 'many', 'param.notInteger', 'is many', undefined],
  ['filters', '', 'param.notInteger', 'filters', undefined],
  ['filters', true, 'param.notInteger', 'is true', undefined],
  ['filters', [3, 3], 'param.notInteger', 'is [3,3]', undefined],
  ['filters', Number.NaN, 'param.notInteger', 'filters', undefined],
  ['rate', 1, 'param.outOfRange', 'between 0 and 0.9 and is 1', 0.9],
  ['rate', '0.2', 'param.notNumber', 'is 0.2', 0.2],
  ['rate', 'x', 'param.notNumber', 'is x', undefined],
  ['bias', 'true', 'param.notBoolean', 'is true', true],
  ['bias', 0, 'param.notBoolean', 'is 0', false],
  ['bias', 'maybe', 'param.notBoolean', 'is maybe', undefined],
  ['init', 'xaiver', 'param.notChoice', 'one of he, xavier and is xaiver. Did you mean xavier?', 'xavier'],
  ['init', 3, 'param.notChoice', 'is 3', undefined],
  ['kernel', 0, 'param.outOfRange', 'is 0', 1],
  ['kernel', [3, 99], 'param.outOfRange', 'is [3,99]', [3, 11]],
  ['kernel', 2.5, 'param.notSize', 'is 2.5', 3],
  ['kernel', ['3', 5], 'param.notSize', 'is ["3",5]', [3, 5]],
  ['kernel', [3, 3, 3], 'param.notSize', 'is [3,3,3]', undefined],
  ['kernel', [], 'param.notSize', 'is []', undefined],
  ['padding', 'smae', 'param.notPadding', 'is smae', 'same'],
  ['padding', -1, 'param.notPadding', 'is -1', undefined],
  ['padding', [1, 1], 'param.notPadding', 'is [1,1]', undefined],
  ['padding', [1], 'param.notPadding', 'is [1]', undefined],
  ['padding', 1e12, 'param.notPadding', '1000000000000', undefined],
  ['padding', true, 'param.notPadding', 'is true', undefined],
  ['weights', 3, 'param.notList', 'is 3', undefined],
  ['weights', ['a'], 'param.notList', 'is ["a"]', undefined],
];

describe('wrong values', () => {
  test.each(wrong)('%s: %j is %s', (field, value, code, text, mended) => {
    const { problems } = read(field, value);
    expect(problems).toHaveLength(1);
    const [found] = problems;
    expect(found).toMatchObject({ code, node: 'node', field, severity: 'error' });
    expect(message(found!)).toContain(text);
    const reset = { do: 'unsetParam', node: 'node', field };
    const set = { do: 'setParam', node: 'node', field, value: mended };
    expect(found?.fixes.map(({ actions }) => actions)).toEqual(mended === undefined ? [[reset]] : [[set], [reset]]);
    expect(mended === undefined ? [] : read(field, mended).problems).toEqual([]);
  });

  test('leave the shape open where they may decide it, and else count as the default', () => {
    expect(read('filters', 0).params).toBeNull();
    expect(read('kernel', 0).params).toBeNull();
    expect(read('padding', 'x').params).toBeNull();
    expect(read('bias', 'x').params).toBeNull();
    expect(read('rate', 5).params).toMatchObject({ rate: 0.5 });
    expect(read('init', 'x').params).toMatchObject({ init: 'he' });
    expect(read('weights', 3).params).toMatchObject({ weights: [] });
  });

  test('are all reported', () => {
    const { problems } = readParams(schema, { filters: 0, rate: 7, kernal: 5 }, 'node');
    expect(problems.map((p) => p.field)).toEqual(['filters', 'rate', 'kernal']);
  });
});

describe('unknown parameters', () => {
  test('are renamed to what they resemble, or removed', () => {
    const [found] = read('fliters', 64).problems;
    expect(message(found!)).toContain('Did you mean filters?');
    expect(found?.fixes.map(({ actions }) => actions)).toEqual([
      [
        { do: 'unsetParam', node: 'node', field: 'fliters' },
        { do: 'setParam', node: 'node', field: 'filters', value: 64 },
      ],
      [{ do: 'unsetParam', node: 'node', field: 'fliters' }],
    ]);
  });

  test('that resemble nothing are only removed', () => {
    const [found] = read('zzz', 1).problems;
    expect(message(found!)).toBe(
      'There is no parameter zzz. There are: filters, rate, bias, init, kernel, padding, weights.',
    );
    expect(found?.fixes).toHaveLength(1);
  });

  test('of a layer without any are said to be unknown, no more', () => {
    const [found] = readParams({}, { toString: 1 }, 'node').problems;
    expect(message(found!)).toBe('There is no parameter toString.');
  });
});
