import { expect, test } from 'vitest';
import { type Problem, problem } from '../../engine/base/diagnostics.ts';
import { listed } from '../../engine/base/listed.ts';
import { limited, MOST_PROBLEMS, ProblemList } from '../../engine/base/problem-list.ts';

const range = <T>(count: number, each: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => each(i));
const error = (i: number): Problem => problem('layer.unknown', `n${i}`, { kind: 'x' });
const warning = (i: number): Problem => problem('network.deadBranch', `w${i}`, { count: 1 }, { severity: 'warning' });
const said = (problems: readonly Problem[]): readonly unknown[] =>
  problems.map((p) => (p.code === 'problems.more' ? [p.severity, p.values['count']] : p.node));

test('a hundred problems are told, errors first, then the number of the others', () => {
  expect(limited(range(100, error))).toEqual(range(100, error));
  const many = limited([...range(99, warning), ...range(90, error)]);
  expect(said(many)).toEqual([...range(10, (i) => `w${i}`), ...range(90, (i) => `n${i}`), ['warning', 89]]);
  expect(said(limited(range(103, error))).at(-1)).toEqual(['error', 3]);
});

test('lists that were cut and are put together say the number of all that are left out', () => {
  const twice = [...limited(range(150, error)), ...limited(range(130, warning))];
  expect(said(limited(twice)).slice(-2)).toEqual(['n99', ['error', 180]]);
});

test('problems beyond the hundredth are never made', () => {
  const list = new ProblemList();
  let made = 0;
  for (let i = 0; i < 5000; i++)
    list.add('error', () => {
      made += 1;
      return error(i);
    });
  list.addAll([warning(0)]);
  expect(made).toBe(MOST_PROBLEMS);
  expect(list.isFull('error')).toBe(true);
  expect(list.isFull('warning')).toBe(false);
  expect(said(list.all()).at(-1)).toEqual(['error', 4901]);
});

test('a message lists twenty names and says how many more there are; a text of any length is cut', () => {
  expect(listed(['a', 'b'])).toBe('a, b');
  expect(listed(range(3000, (i) => `p${i}`))).toMatch(/^p0, p1, .*, p19, … \(\+2,980\)$/);
  const { values } = problem('layer.unknown', '', { kind: 'x'.repeat(100_000), count: 3 });
  expect(values['kind']).toHaveLength(2000);
  expect(values['count']).toBe(3);
});
