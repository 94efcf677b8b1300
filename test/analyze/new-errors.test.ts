import { expect, test } from 'vitest';
import { analyze } from '../../engine/analyze/analyze.ts';
import { newErrors } from '../../engine/analyze/new-errors.ts';
import { type Drawn, networkOf } from './drawn.ts';

const input: Drawn = ['input', 'input', { height: 8, width: 8, channels: 4 }];
const head: readonly Drawn[] = [
  ['flat', 'flatten'],
  ['fc', 'dense', { units: 3 }],
  ['head', 'classifier'],
];
const conv = (id: string, filters: number): readonly Drawn[] => [
  [id, 'conv2d', { filters }, 'input'],
  [`${id}_add`, 'add', {}, id, 'input'],
];
const judged = (...lines: readonly Drawn[]) => analyze(networkOf(...lines));
const codes = (before: ReturnType<typeof judged>, after: ReturnType<typeof judged>): readonly string[] =>
  newErrors(before, after.problems).map(({ code, node }) => `${code} ${node}`);

test('errors that a conversion brings are told, those that were there are not', () => {
  const good = judged(input, ...conv('a', 4), ...head);
  const bad = judged(input, ...conv('a', 5), ...head);
  expect(codes(good, bad)).toEqual(['convert.spoils ', 'add.shapes a_add']);
  expect(codes(good, good)).toEqual([]);
  expect(codes(bad, bad)).toEqual([]);
  expect(codes(bad, good)).toEqual([]);
});

test('an error of a kind that was there may be copied to a new place, not to one that was sound', () => {
  const one = judged(input, ...conv('a', 5), ...conv('b', 4), ...head);
  expect(codes(one, judged(input, ...conv('a', 5), ...conv('a_1', 5), ...head))).toEqual([]);
  expect(codes(one, judged(input, ...conv('a', 5), ...conv('b', 5), ...head))).toEqual([
    'convert.spoils ',
    'add.shapes b_add',
  ]);
});
