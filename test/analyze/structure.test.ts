import { describe, expect, test } from 'vitest';
import { analyze } from '../../engine/analyze/analyze.ts';
import { describe as message } from '../../engine/base/catalogue/index.ts';
import type { Problem } from '../../engine/base/diagnostics.ts';
import type { NetworkNode } from '../../engine/design/network.ts';
import { type Drawn, networkOf } from './drawn.ts';

const head: readonly Drawn[] = [
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
];
const input: Drawn = ['input', 'input', { height: 4, width: 4, channels: 1 }];

function problemsOf(
  lines: readonly Drawn[],
  change: (node: NetworkNode) => NetworkNode = (n) => n,
): readonly Problem[] {
  const network = networkOf(...lines);
  return analyze({ ...network, nodes: network.nodes.map(change) }).problems;
}
const brief = (problems: readonly Problem[]) => problems.map((p) => [p.node, p.code, p.severity]);
const actions = (found: Problem | undefined) => found?.fixes.map((fix) => fix.actions);

describe('structure', () => {
  test('an empty design', () => {
    expect(brief(problemsOf([]))).toEqual([['', 'network.empty', 'error']]);
  });

  test('no input', () => {
    const problems = problemsOf([['relu', 'relu'], ...head]);
    expect(brief(problems)).toEqual([
      ['relu', 'port.unconnected', 'error'],
      ['', 'network.noInput', 'error'],
    ]);
    expect(message(problems[0]!)).toBe(
      'Nothing is connected to the input of the relu. Connect the layer that comes before it.',
    );
  });

  test('two inputs', () => {
    const [found, ...others] = problemsOf([input, ['again', 'input'], ['sum', 'add', {}, 'input', 'input'], ...head]);
    expect(brief([found!])).toEqual([['again', 'network.twoInputs', 'error']]);
    expect(actions(found)).toEqual([[{ do: 'removeNode', node: 'again' }]]);
    expect(brief(others)).toEqual([['again', 'network.deadBranch', 'warning']]);
  });

  test('no head: one is put behind the last end', () => {
    const [found] = problemsOf([input, ...head.slice(0, 2)]);
    expect(found).toMatchObject({ code: 'network.noHead', node: '' });
    expect(actions(found)).toEqual([[{ do: 'appendNode', after: 'dense', kind: 'classifier', params: {} }]]);
  });

  test('an auxiliary head is no head', () => {
    const problems = problemsOf([input, ...head.slice(0, 2), ['aux', 'auxiliaryHead']]);
    expect(brief(problems)).toEqual([['', 'network.noHead', 'error']]);
  });

  test('two classifiers', () => {
    const [found] = problemsOf([input, ...head, ['again', 'classifier', {}, 'dense']]);
    expect(found).toMatchObject({ code: 'network.twoHeads', node: 'again', values: { first: 'head' } });
    expect(actions(found)).toEqual([[{ do: 'setKind', node: 'again', kind: 'auxiliaryHead' }]]);
  });

  test('an unknown layer, near a known one or not', () => {
    const [near] = problemsOf([input, ['conv', 'conv2'], ...head]);
    expect(message(near!)).toBe('There is no layer conv2. Did you mean conv2d?');
    expect(actions(near)).toEqual([[{ do: 'setKind', node: 'conv', kind: 'conv2d' }]]);
    const [far] = problemsOf([input, ['x', 'constructor'], ...head]);
    expect(message(far!)).toBe('There is no layer constructor.');
    expect(actions(far)).toEqual([[{ do: 'removeNode', node: 'x' }]]);
  });

  test('too few and too many inputs', () => {
    const problems = problemsOf([
      input,
      ['sum', 'add', {}, 'input'],
      ['relu', 'relu', {}, 'sum', 'input', 'input'],
      ...head,
    ]);
    expect(brief(problems)).toEqual([
      ['sum', 'port.tooFew', 'error'],
      ['relu', 'port.tooMany', 'error'],
    ]);
    expect(message(problems[0]!)).toContain('add needs at least 2 inputs and has 1');
    expect(message(problems[1]!)).toContain('has 3');
    // Each keeps one wire and takes the others away, the last first.
    const remove = (index: number) => ({ do: 'removeInput', node: 'relu', port: 'in', index });
    expect(actions(problems[1])).toEqual([
      [remove(2), remove(1)],
      [remove(2), remove(0)],
      [remove(1), remove(0)],
    ]);
  });

  test('a port that the layer lacks', () => {
    const problems = problemsOf([input, ['relu', 'relu'], ...head], (node) =>
      node.path === 'relu' ? { ...node, inputs: { ...node.inputs, out: ['input', 'input'] } } : node,
    );
    expect(brief(problems)).toEqual([['relu', 'port.unknown', 'error']]);
    expect(actions(problems[0])).toEqual([
      [1, 0].map((index) => ({ do: 'removeInput', node: 'relu', port: 'out', index })),
    ]);
  });

  test('a wire from nowhere is reconnected to what it resembles, or removed', () => {
    const [near] = problemsOf([input, ['relu', 'relu', {}, 'inptu'], ...head]);
    expect(near).toMatchObject({ code: 'wire.fromNowhere', node: 'relu', values: { source: 'inptu', input: 1 } });
    const remove = { do: 'removeInput', node: 'relu', port: 'in', index: 0 };
    expect(actions(near)).toEqual([[{ do: 'connect', from: 'input', node: 'relu', port: 'in', index: 0 }], [remove]]);
  });

  test('a wire without a source was reported by the expansion', () => {
    const problems = problemsOf([input, ['relu', 'relu'], ...head], (node) =>
      node.path === 'relu' ? { ...node, inputs: { in: [null] } } : node,
    );
    expect(brief(problems)).toEqual([['input', 'network.deadBranch', 'warning']]);
  });

  test('a cycle names its nodes in the direction of the wires and removes the wire that runs back', () => {
    const problems = problemsOf([
      input,
      ['sum', 'add', {}, 'input', 'b'],
      ['a', 'relu', {}, 'sum'],
      ['b', 'relu', {}, 'a'],
      ...head,
    ]);
    expect(brief(problems)).toEqual([['sum', 'network.cycle', 'error']]);
    expect(message(problems[0]!)).toContain('sum → a → b → sum');
    expect(actions(problems[0])).toEqual([[{ do: 'removeInput', node: 'sum', port: 'in', index: 1 }]]);
  });

  test('a layer that feeds itself', () => {
    const [found] = problemsOf([input, ['sum', 'add', {}, 'input', 'sum'], ...head]);
    expect(message(found!)).toContain('circle: sum → sum.');
  });

  test('separate cycles are separate problems; a long one is cut short in the message', () => {
    const ring = (name: string, size: number): Drawn[] =>
      Array.from({ length: size }, (_, i) => [`${name}${i}`, 'relu', {}, `${name}${(i + size - 1) % size}`]);
    const cycles = problemsOf([input, ...head, ...ring('a', 2), ...ring('b', 30)]).filter(
      (p) => p.code === 'network.cycle',
    );
    expect(cycles.map((p) => p.node)).toEqual(['a0', 'b0']);
    expect(message(cycles[1]!)).toContain('b0 → b1 → b2 → b3 → b4 → b5 → b6 → … → b29 → b0');
  });

  test('a dead branch is a warning at its end, with what leads only there', () => {
    const dead: readonly Drawn[] = [
      ['x', 'relu', {}, 'input'],
      ['y', 'relu', {}, 'x'],
    ];
    const problems = problemsOf([input, ['flat', 'flatten'], ...head.slice(1), ...dead]);
    expect(brief(problems)).toEqual([['y', 'network.deadBranch', 'warning']]);
    expect(problems[0]?.values).toEqual({ count: 2 });
    expect(actions(problems[0])).toEqual([
      [
        { do: 'removeNode', node: 'y' },
        { do: 'removeNode', node: 'x' },
      ],
    ]);
  });

  test('a dead branch inside a block has no fix: the block’s other instances may need it', () => {
    const [found] = problemsOf([input, ...head, ['block/x', 'relu', {}, 'input']]);
    expect(found).toMatchObject({ code: 'network.deadBranch', node: 'block/x', fixes: [] });
  });

  test('cycles that need many steps are found in linear time', () => {
    const size = 20_000;
    const ring: Drawn[] = Array.from({ length: size }, (_, i) => [`r${i}`, 'relu', {}, `r${(i + 1) % size}`]);
    expect(problemsOf([input, ...head, ...ring]).filter((p) => p.code === 'network.cycle')).toHaveLength(1);
  });
});
