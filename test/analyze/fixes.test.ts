import { describe, expect, test } from 'vitest';
import { advise } from '../../engine/analyze/advice.ts';
import type { Analysis } from '../../engine/analyze/analysis.ts';
import { analyze } from '../../engine/analyze/analyze.ts';
import { judgeMended } from '../../engine/analyze/fixes/mend.ts';
import { describeFix } from '../../engine/base/catalogue/index.ts';
import type { Fix, Problem } from '../../engine/base/diagnostics.ts';
import { blocks } from '../../engine/blocks/index.ts';
import type { DocumentNode, LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import { applyFix } from '../../engine/design/fix.ts';
import { breakParameter, breakWire, goodDesign, randomOf } from './broken-designs.ts';
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
  const { document: changed, problems } = applyFix(document, fix, blocks);
  expect(problems).toEqual([]);
  const { network, problems: expanding } = expand(changed, blocks);
  return [...expanding, ...analyze(network).problems];
}

const texts = ({ fixes }: Problem): readonly string[] => fixes.map((fix) => describeFix(fix));

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
  'three wires into one port': [input, ['relu', 'relu', {}, 'input', 'input', 'input'], ...head],
  'two wires into one port': [input, ['relu', 'relu', {}, 'input', 'input'], ...head],
  'a cycle': [input, ['sum', 'add', {}, 'input', 'input', 'act'], ['act', 'relu', {}, 'sum'], ...head],
};

describe('every fix mends', () => {
  test.each(Object.entries(broken))('%s', (_, lines) => {
    const document = documentOf(...lines);
    const { problems } = judgeMended(document, {});
    expect(problems).toHaveLength(1);
    expect(problems[0]!.fixes.length).toBeGreaterThan(0);
    for (const fix of problems[0]!.fixes) expect(after(document, fix)).toEqual([]);
  });
});

/**
 * The bottleneck of a residual block on 14 × 14 × 64, the middle convolution without padding: the course's identity
 * block.
 */
const bottleneck = (...changes: readonly Drawn[]): LoomDocument =>
  documentOf(
    ['input', 'input', { height: 14, width: 14, channels: 64 }],
    ['a', 'conv2d', { filters: 16, kernel: 1 }],
    ['norm_a', 'batchNorm'],
    ['relu_a', 'relu'],
    ['b', 'conv2d', { filters: 16, kernel: 3, padding: 'valid' }],
    ['norm_b', 'batchNorm'],
    ['relu_b', 'relu'],
    ['c', 'conv2d', { filters: 64, kernel: 1 }],
    ...changes,
    ['sum', 'add', {}, changes.at(-1)?.[0] ?? 'c', 'input'],
    ['pool', 'globalAveragePool'],
    ...head,
  );

describe('a fix lies where the mistake was made, however far above', () => {
  const fixesOf = (document: LoomDocument): readonly string[] =>
    judgeMended(document, blocks).problems.flatMap((found) => texts(found));

  test('behind a 1 × 1 convolution, norms and activations', () => {
    expect(fixesOf(bottleneck())).toEqual(['Set padding same in b (14 × 14 × 64)']);
    expect(fixesOf(bottleneck(['d', 'conv2d', { filters: 64, kernel: 1 }], ['drop', 'dropout']))).toEqual([
      'Set padding same in b (14 × 14 × 64)',
    ]);
  });

  test('behind a pool that keeps the size, and a concat', () => {
    const pooled = bottleneck(
      ['pooled', 'maxPool', { kernel: 3, stride: 1, padding: 'same' }, 'c'],
      ['half', 'conv2d', { filters: 32, kernel: 1 }],
      ['other', 'conv2d', { filters: 32, kernel: 1 }, 'c'],
      ['cat', 'concat', {}, 'half', 'other'],
    );
    expect(fixesOf(pooled)).toEqual(['Set padding same in b (14 × 14 × 64)']);
  });

  test('in a block that the branch runs through, where an argument of it decides', () => {
    const own = {
      title: 'Own',
      params: { width: { type: 'number', default: 8 }, pad: { type: 'text', default: 'valid' } },
      nodes: [
        { id: 'in', kind: 'blockInput' },
        { id: 'conv', kind: 'conv2d', params: { filters: '=4 * width', padding: '=pad' }, inputs: { in: ['in'] } },
        { id: 'out', kind: 'blockOutput', inputs: { in: ['conv'] } },
      ],
    } as const;
    const drawn = documentOf(
      ['input', 'input', { height: 14, width: 14, channels: 64 }],
      ['a', 'block:own', { width: 8, pad: 'same' }],
      ['sum', 'add', {}, 'a', 'input'],
      ...head,
    );
    expect(fixesOf({ ...drawn, blocks: { own } })).toContain('Set width to 16 in a (14 × 14 × 64)');
    const [input, a, ...rest] = drawn.nodes;
    const nodes = [input!, { ...a!, params: { width: 16 } }, ...rest];
    expect(fixesOf({ ...drawn, nodes, blocks: { own } })).toEqual(['Set pad same in a (14 × 14 × 64)']);
  });

  test('a squeeze-and-excitation of other channels than come in', () => {
    const document = documentOf(
      ['input', 'input', { height: 32, width: 32, channels: 16 }],
      ['se', 'block:squeezeExcitation', { channels: 64 }],
      ...head,
    );
    expect(fixesOf(document)).toEqual(['Set channels to 16 in se (32 × 32 × 16)']);
  });

  test('one unit for two classes', () => {
    const lines: readonly Drawn[] = [input, ['flat', 'flatten'], ['fc', 'dense', { units: 1 }]];
    expect(fixesOf(documentOf(...lines, ['head', 'classifier']))).toEqual(['Set the units of fc to 2']);
    const squashed = documentOf(...lines, ['squash', 'sigmoid'], ['head', 'classifier']);
    const [text] = fixesOf(squashed);
    expect(text).toBe('Set the units of fc to 2 and take squash out: the softmax of two is a sigmoid');
    const [fix] = judgeMended(squashed, blocks).problems[0]!.fixes;
    expect(applyFix(squashed, fix!, blocks).document.nodes.map(({ kind }) => kind)).not.toContain('sigmoid');
  });

  test('an end that nothing reads, for an input that has no wire', () => {
    const document = documentOf(input, ['conv', 'conv2d', { filters: 4 }], ...head);
    const nodes = document.nodes.map((node) => (node.id === 'flat' ? { ...node, inputs: {} } : node));
    const [found] = judgeMended({ ...document, nodes }, blocks).problems;
    expect(texts(found!)).toEqual(['Connect conv']);
  });

  test('a head comes with what it needs', () => {
    expect(fixesOf(documentOf(input, ['conv', 'conv2d', { filters: 4 }]))).toEqual([
      'Put flatten, dense, classifier behind conv (10 classes)',
    ]);
  });
});

/** What is wrong with the fixes that a design with one mistake is offered. */
function faults(seed: number): readonly string[] {
  const random = randomOf(seed);
  const good = goodDesign(random);
  const isWire = seed % 4 === 0;
  const { document, what } = isWire ? breakWire(good, random) : breakParameter(good, random);
  const { problems } = judgeMended(document, blocks);
  const before = counted(problems);
  return problems.flatMap((found) => {
    const place = `${seed}: ${what}; ${found.code} at ${found.node}`;
    const lacks = !isWire && found.severity === 'error' && found.fixes.length === 0;
    const own = keyOf(found);
    const wrong = found.fixes.flatMap((fix) => {
      const counts = counted(after(document, fix));
      const stays = (counts.get(own) ?? 0) >= before.get(own)!;
      const added = [...counts.keys()].filter((key) => counts.get(key)! > (before.get(key) ?? 0));
      return stays || added.length > 0
        ? [`${place}: ${describeFix(fix)} ${stays ? 'mends nothing' : `adds ${added}`}`]
        : [];
    });
    return lacks ? wrong.concat(`${place}: no fix`) : wrong;
  });
}

test('random designs with one mistake: a fix that is offered removes its problem and adds none, and a wrong parameter has one', () => {
  expect(Array.from({ length: 120 }, (_, seed) => faults(seed)).flat()).toEqual([]);
});

const keyOf = ({ node, code, field = '' }: Problem): string => [node, code, field].join('|');

function counted(problems: readonly Problem[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const found of problems) counts.set(keyOf(found), (counts.get(keyOf(found)) ?? 0) + 1);
  return counts;
}

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
