import { describe, expect, test } from 'vitest';
import { advise } from '../../engine/analyze/advice.ts';
import { analyze } from '../../engine/analyze/analyze.ts';
import { layerTable } from '../../engine/analyze/table.ts';
import { tableText } from '../../engine/analyze/table-text.ts';
import { describeFix, describe as message } from '../../engine/base/catalogue/index.ts';
import { limited, MOST_PROBLEMS } from '../../engine/base/problem-list.ts';
import { blocks } from '../../engine/blocks/index.ts';
import type { DocumentNode } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import { parseDocument } from '../../engine/design/parse.ts';
import { line, node, number } from './support.ts';

const range = <T>(count: number, each: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => each(i));
const table = <T>(count: number, each: (i: number) => readonly [string, T]): Record<string, T> =>
  Object.fromEntries(range(count, each));
/** Names that differ in their last letters only: the hardest to tell apart. */
const long = (i: number): string => `${'a'.repeat(56)}${100_000 + i}`;

const document = (nodes: readonly unknown[], more: object = {}): string => {
  const image = node('image', 'input', [], { params: { height: 8, width: 8, channels: 1 } });
  return JSON.stringify({ format: 'layerloom', version: 1, name: 'hostile', nodes: [image, ...nodes], ...more });
};
const behind = (id: string, kind: string, more: Partial<DocumentNode> = {}): DocumentNode =>
  node(id, kind, ['image'], more);
const repeated = (params: NonNullable<DocumentNode['params']>, repeat = 29_000): DocumentNode =>
  behind('c', 'conv2d', { repeat, params });

/**
 * Documents of up to a megabyte that once took minutes, gigabytes, or half a gigabyte of messages; each with a code
 * that tells why it is refused.
 */
const hostile: Readonly<Record<string, readonly [text: string, code: string]>> = {
  'a list of expressions in a repeat': [
    document([repeated({ weights: range(300, () => '=index') })]),
    'design.tooMuchWork',
  ],
  'a list of 100,000 expressions in a repeat': [
    document([repeated({ weights: range(100_000, () => '=index') })]),
    'design.tooMuchWork',
  ],
  'a list of numbers in a repeat that varies': [
    document([repeated({ filters: '=1 + index - index', weights: range(8000, () => 1) })]),
    'design.tooMuchWork',
  ],
  'a list that a block does not know': [
    document([behind('b', 'block:b', { repeat: 20_000, params: { k: '=index', junk: range(100_000, () => 1) } })], {
      blocks: { b: line([node('x', 'relu', ['in'])], { k: number(0) }) },
    }),
    'design.tooMuchWork',
  ],
  'long expressions in a repeat': [
    document([repeated(table(1000, (i) => [`p${i}`, `=${'index + '.repeat(50)}${i}`]))]),
    'design.tooMuchWork',
  ],
  'wires in a repeat': [
    document([
      node(
        'c',
        'concat',
        range(20_000, () => 'image'),
        { repeat: 10_000 },
      ),
    ]),
    'design.tooMuchWork',
  ],
  'defaults that name unknown ones': [
    document([], { params: table(15_000, (i) => [`p${i}`, { type: 'number', default: `=q${i}` }]) }),
    'expression.unknownName',
  ],
  'unknown names among thousands': [
    document(
      range(3000, (i) => behind(`n${i}`, 'conv2d', { params: { filters: `=${long(i)}` } })),
      { params: table(3000, (i) => [long(50_000 + i), number(i)]) },
    ),
    'expression.unknownName',
  ],
  'an expression that fails in each iteration': [
    document([repeated({ filters: '=1 / (index - index)', kernel: '=unknown' }, 20_000)], {
      params: table(5000, (i) => [long(i), number(i)]),
    }),
    'expression.notFinite',
  ],
  'unknown blocks among thousands': [
    document(
      range(8000, (i) => behind(`n${i}`, `block:q${i}`)),
      { blocks: table(8000, (i) => [`b${i}`, { title: '', params: {}, nodes: [] }]) },
    ),
    'block.unknown',
  ],
  'wrong choices among thousands': [
    document(
      range(2000, (i) => behind(`n${i}`, 'block:b', { params: { o: long(i) } })),
      {
        blocks: {
          b: line([], { o: { type: 'text', default: 'o', options: ['o', ...range(9000, (i) => long(20_000 + i))] } }),
        },
      },
    ),
    'block.paramNotAnOption',
  ],
  'ports that a block has not': [
    document([{ id: 'b', kind: 'block:b', inputs: table(10_000, (i) => [`q${i}`, ['image']]) }], {
      blocks: { b: line(range(10_000, (i) => node(`p${i}`, 'blockInput'))) },
    }),
    'block.unknownPort',
  ],
  'fields that nothing has': [
    document(
      [],
      table(50_000, (i) => [`f${i}`, 1]),
    ),
    'document.unknownField',
  ],
  'wires from nowhere': [
    document([
      node(
        'a',
        'add',
        range(90_000, (i) => `z${i}`),
      ),
    ]),
    'input.dangling',
  ],
  'wires with long names from nowhere': [
    document(range(6000, (i) => node(long(i), 'relu', [long(50_000 + i)]))),
    'input.dangling',
  ],
  'sources that are no names': [
    document([{ id: 'a', kind: 'add', inputs: { in: range(400_000, () => 1) } }]),
    'node.badSources',
  ],
  'lists in lists': [
    document([{ id: 'a', kind: 'conv2d', params: { weights: range(300_000, () => []) } }]),
    'node.badParam',
  ],
  'blocks that pass their input on': [
    document([behind('w', 'block:w', { repeat: 29_000 }), node('f', 'flatten', ['w'])], { blocks: { w: line([]) } }),
    'network.noHead',
  ],
  'convolutions that all look up one long chain': [
    document([
      behind('o', 'conv2d', { params: { filters: 32, kernel: 1 } }),
      node('r', 'relu', ['o'], { repeat: 20_000 }),
      ...range(5000, (i) => node(`c${i}`, 'conv2d', ['r'], { params: { filters: 32 } })),
    ]),
    'network.noHead',
  ],
  'a dead branch that reads one node 90,000 times': [
    document([
      behind('b', 'relu'),
      node(
        'c',
        'concat',
        range(90_000, () => 'b'),
      ),
      behind('f', 'flatten'),
      node('h', 'classifier', ['f']),
    ]),
    'network.deadBranch',
  ],
  'wires into ports that a layer has not': [
    document([{ id: 'a', kind: 'relu', inputs: table(20_000, (i) => [`q${i}`, ['image']]) }]),
    'port.unknown',
  ],
};

describe('the work that a document makes is bounded, and what is wrong is told in short', () => {
  test.each(Object.entries(hostile))('%s', (_, [text, code]) => {
    const { document: read, problems } = parseDocument(text, 'file');
    const { network, problems: expanding } = expand(read!, blocks);
    const analysis = analyze(network);
    advise(analysis);
    expect(tableText(layerTable(analysis))).toContain('Total');
    for (const found of [problems, expanding, analysis.problems])
      expect(found.length).toBeLessThanOrEqual(MOST_PROBLEMS + 1);
    const told = limited([...problems, ...expanding, ...analysis.problems]);
    expect(told.length).toBeLessThanOrEqual(MOST_PROBLEMS + 1);
    expect(told.map((p) => p.code)).toContain(code);
    const texts = [...told.map((p) => message(p)), ...told.flatMap((p) => p.fixes.map((fix) => describeFix(fix)))];
    expect(texts.join('\n').length).toBeLessThan(300_000);
    expect(texts.reduce((most, said) => Math.max(most, said.length), 0)).toBeLessThan(3000);
  });

  test('a concat of 130,000 wires is analysed and advised upon', () => {
    const { document: read } = parseDocument(
      document([
        behind('p', 'maxPool', { params: { kernel: 3, stride: 1, padding: 'same' } }),
        node('c', 'concat', ['p', ...range(130_000, () => 'image')]),
        node('f', 'flatten', ['c']),
        node('h', 'classifier', ['f']),
      ]),
      'file',
    );
    const analysis = analyze(expand(read!, blocks).network);
    expect(analysis.problems).toEqual([]);
    expect(analysis.byPath.get('c')?.type?.dims).toEqual(['N', 130_001, 8, 8]);
    expect(advise(analysis)).toEqual([]);
  });
});
