import { describe, expect, test } from 'vitest';
import { advise } from '../../engine/analyze/advice.ts';
import type { Analysis } from '../../engine/analyze/analysis.ts';
import { analyze } from '../../engine/analyze/analyze.ts';
import type { Fix, Problem } from '../../engine/base/diagnostics.ts';
import type { DocumentNode, LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import { applyFix } from '../../engine/design/fix.ts';
import type { Drawn } from './drawn.ts';

/** The lines as a document, so that fixes are applied as the app applies them. */
function documentOf(...lines: readonly Drawn[]): LoomDocument {
  const nodes = lines.map(([id, kind, params = {}, ...sources], i): DocumentNode => {
    const before = i > 0 && kind !== 'input' ? [lines[i - 1]![0]] : [];
    const from = sources.length > 0 ? sources.filter((s) => s !== null) : before;
    return { id, kind, params, inputs: from.length > 0 ? { in: from } : {} };
  });
  return { format: 'layerloom', version: 1, name: 'drawn', params: {}, nodes, blocks: {} };
}

function analysisOf(document: LoomDocument): Analysis {
  const { network, problems } = expand(document, {});
  expect(problems).toEqual([]);
  return analyze(network);
}

/** Applies a fix and returns what is wrong after it. */
function after(document: LoomDocument, fix: Fix): readonly Problem[] {
  const { document: changed, problems } = applyFix(document, fix, {});
  expect(problems).toEqual([]);
  return analysisOf(changed).problems;
}

const input: Drawn = ['input', 'input', { height: 9, width: 9, channels: 4 }];
const head: readonly Drawn[] = [
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
];

/** Each has one problem, which every one of its fixes mends. */
const broken: Readonly<Record<string, readonly Drawn[]>> = {
  'kernel larger than its input': [input, ['conv', 'conv2d', { kernel: 11, padding: 'valid' }], ...head],
  'groups that do not divide': [input, ['conv', 'conv2d', { filters: 6, groups: 3 }], ...head],
  'an add of a strided branch': [
    input,
    ['conv', 'conv2d', { filters: 8, stride: 2 }],
    ['sum', 'add', {}, 'conv', 'input'],
    ...head,
  ],
  'an add of an unpadded branch': [
    input,
    ['conv', 'conv2d', { filters: 4, padding: 'valid' }],
    ['norm', 'batchNorm'],
    ['act', 'relu'],
    ['sum', 'add', {}, 'act', 'input'],
    ...head,
  ],
  'a concat of an unpadded branch': [
    input,
    ['a', 'conv2d', { filters: 2, padding: 'valid' }, 'input'],
    ['b', 'conv2d', { filters: 2, kernel: 1 }, 'input'],
    ['cat', 'concat', {}, 'a', 'b'],
    ...head,
  ],
  'a concat of a pool with its usual stride': [
    input,
    ['a', 'conv2d', { filters: 2, kernel: 1 }, 'input'],
    ['b', 'conv2d', { filters: 2, kernel: 5 }, 'input'],
    ['pool', 'maxPool', { kernel: 3 }, 'input'],
    ['cat', 'concat', {}, 'a', 'b', 'pool'],
    ...head,
  ],
  'a multiply of an unpadded branch': [
    input,
    ['conv', 'conv2d', { filters: 4, padding: 'valid' }],
    ['product', 'multiply', {}, 'conv', 'input'],
    ...head,
  ],
  'dense on a feature map': [input, ...head.slice(1)],
  'a map and a vector in a concat': [
    input,
    ['flat', 'flatten'],
    ['cat', 'concat', {}, 'flat', 'input'],
    ...head.slice(1),
  ],
  'an identity that should change the shape': [input, ['skip', 'shortcut', { mode: 'identity', filters: 8 }], ...head],
  'zero padding to fewer channels': [input, ['skip', 'shortcut', { mode: 'zeroPad', filters: 2 }], ...head],
  'padding as large as the kernel': [input, ['pool', 'averagePool', { padding: 3 }], ...head],
  'too many weights': [
    input,
    ['flat', 'flatten'],
    ['dense', 'dense', { units: 3, weights: [1] }],
    ['head', 'classifier'],
  ],
  'a value out of range': [input, ['drop', 'dropout', { rate: 1.5 }], ...head],
  'a mistyped parameter': [input, ['conv', 'conv2d', { fliters: 8 }], ...head],
  'a mistyped layer': [input, ['conv', 'conv2', { filters: 8 }], ...head],
  'no classifier': [input, ...head.slice(0, 2)],
  'two classifiers': [input, ...head, ['again', 'classifier', {}, 'dense']],
  'a dead branch': [input, ...head, ['x', 'relu', {}, 'input'], ['y', 'tanh', {}, 'x']],
  'two wires into one port': [input, ['relu', 'relu', {}, 'input', 'input'], ...head],
  'a cycle': [input, ['sum', 'add', {}, 'input', 'input', 'act'], ['act', 'relu', {}, 'sum'], ...head],
};

describe('every fix mends', () => {
  test.each(Object.entries(broken))('%s', (_, lines) => {
    const document = documentOf(...lines);
    const { problems } = analysisOf(document);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.fixes.length).toBeGreaterThan(0);
    for (const fix of problems[0]!.fixes) expect(after(document, fix)).toEqual([]);
  });
});

describe('every advice can be taken', () => {
  const course: Drawn = ['input', 'input', { height: 28, width: 28, channels: 192 }];

  test('a bottleneck: the design then costs what the advice said', () => {
    const document = documentOf(course, ['conv', 'conv2d', { filters: 32, kernel: 5 }]);
    const [advice] = advise(analysisOf(document));
    const { document: changed } = applyFix(document, advice!.fixes[0]!, {});
    expect(analysisOf(changed).totals.multiplies).toBe(12_443_648);
    expect(advise(analysisOf(changed))).toEqual([]);
  });

  test('a 1 × 1 behind the pool: the module then has the course’s shape', () => {
    const document = documentOf(
      course,
      ['one', 'conv2d', { filters: 64, kernel: 1 }, 'input'],
      ['three', 'conv2d', { filters: 128, kernel: 1 }, 'input'],
      ['five', 'conv2d', { filters: 32, kernel: 1 }, 'input'],
      ['pool', 'maxPool', { kernel: 3, stride: 1, padding: 'same' }, 'input'],
      ['cat', 'concat', {}, 'one', 'three', 'five', 'pool'],
    );
    const [advice] = advise(analysisOf(document));
    const { document: changed } = applyFix(document, advice!.fixes[0]!, {});
    expect(analysisOf(changed).byPath.get('cat')?.type?.dims).toEqual(['N', 256, 28, 28]);
  });
});
