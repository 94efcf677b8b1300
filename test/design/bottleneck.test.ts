import { describe, expect, test } from 'vitest';
import { blocks } from '../../engine/blocks/index.ts';
import { bottleneckFilters, insertBottleneck } from '../../engine/design/conversions/insert-bottleneck.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { analyzed, shapesOf, template } from './analyzed.ts';
import { block, codesOf, design, fixture, line, node, number } from './support.ts';

describe('a bottleneck', () => {
  test.each(['in', 'x'])('of a block whose port is called %s is fed by that name', (port) => {
    const own = block([
      node(port, 'blockInput'),
      node('conv', 'conv2d', [port], { params: { filters: 16 } }),
      node('out', 'blockOutput', ['conv']),
    ]);
    const nodes = [
      node('image', 'input', [], { params: { height: 8, width: 8, channels: 16 } }),
      node('a', 'block:own', [], { inputs: { [port]: ['image'] } }),
      node('flat', 'flatten', ['a']),
      node('fc', 'dense', ['flat']),
      node('head', 'classifier', ['fc']),
    ];
    const document = design(nodes, { own });
    const { document: converted, problems } = insertBottleneck(document, blocks, 'a/conv', shapesOf);
    expect([...problems, ...analyzed(converted).problems]).toEqual([]);
    expect(analyzed(converted).totals.multiplies).toBeLessThan(analyzed(document).totals.multiplies);
  });

  test('the course’s 5×5 on 28×28×192: 16 channels, a tenth of the multiplications', () => {
    const direct = template('course_5x5_direct');
    const { document, summary, problems } = insertBottleneck(direct, blocks, 'conv5x5', shapesOf);
    expect(problems).toEqual([]);
    expect(summary.values).toEqual({ node: 'conv5x5', reduce: 16, channels: 192, places: 1 });
    const multiplies = (d: LoomDocument, path: string) => analyzed(d).byPath.get(path)!.multiplies;
    expect(multiplies(direct, 'conv5x5')).toBe(120_422_400);
    expect(multiplies(document, 'conv5x5_reduce') + multiplies(document, 'conv5x5')).toBe(12_443_648);
    // The 1×1 has its own non-linearity, as the 5×5 has.
    expect(document.nodes.slice(0, 5).map((n) => [n.id, n.kind])).toEqual([
      ['input', 'input'],
      ['conv5x5_reduce', 'conv2d'],
      ['relu_reduce', 'relu'],
      ['conv5x5', 'conv2d'],
      ['relu', 'relu'],
    ]);
  });

  test.each([
    [192, 32, 16],
    [192, 128, 48],
    [64, 1000, 16],
    [null, 10, 5],
    [3, 64, 1],
  ])('%s → %s: %s filters', (channels, filters, reduce) => {
    expect(bottleneckFilters(channels, filters)).toBe(reduce);
  });

  test('a block that is one convolution gets another such block in front, in this module alone', () => {
    const document = design([
      node('image', 'input', [], { params: { height: 28, width: 28, channels: 192 } }),
      node('a', 'block:naiveInception', ['image']),
      node('b', 'block:naiveInception', ['a']),
    ]);
    const { document: changed, summary, problems } = insertBottleneck(document, blocks, 'a/conv5x5/conv', shapesOf);
    expect(problems).toEqual([]);
    expect(summary.values).toMatchObject({ reduce: 16, channels: 192, places: 1 });
    expect(changed.nodes.map((n) => n.kind)).toEqual(['input', 'block:naiveInception2', 'block:naiveInception']);
    const { network } = analyzed(changed);
    const reduced = network.nodes.filter((n) => n.path.includes('_reduce'));
    expect(reduced.map((n) => [n.path, n.kind])).toEqual([
      ['a/conv5x5_reduce/conv', 'conv2d'],
      ['a/conv5x5_reduce/norm', 'batchNorm'],
      ['a/conv5x5_reduce/activation', 'relu'],
    ]);
    expect(reduced[0]!.params).toMatchObject({ filters: 16, kernel: 1 });
    // The group's path does as well as the convolution's.
    expect(insertBottleneck(document, blocks, 'a/conv5x5', shapesOf).document).toEqual(changed);
  });

  test('in a repeated block every repetition changes; a definition that stands nowhere else is changed in place', () => {
    const document = fixture('residual');
    const { document: changed, summary } = insertBottleneck(document, blocks, 'stage1/1/conv2', shapesOf, 2);
    expect(summary.values).toMatchObject({ reduce: 2, channels: 8, places: 2 });
    expect(Object.keys(changed.blocks)).toEqual(['residual', 'residual2']);
    const reduced = analyzed(changed)
      .network.nodes.filter((n) => n.path.includes('reduce'))
      .map((n) => n.path);
    // In front of a convolution that the sum follows, whose own output has no non-linearity.
    expect(reduced).toEqual(['stage1/0/conv2_reduce', 'stage1/1/conv2_reduce']);
    const again = insertBottleneck(changed, blocks, 'stage1/0/conv1', shapesOf, 2);
    expect(Object.keys(again.document.blocks)).toEqual(['residual', 'residual2']);
  });

  test('of a repeated convolution the one that is meant gets it', () => {
    const document = design([
      node('image', 'input', [], { params: { height: 8, width: 8, channels: 16 } }),
      node('c', 'conv2d', ['image'], { params: { filters: 16 }, repeat: 3 }),
    ]);
    const { document: changed } = insertBottleneck(document, blocks, 'c/1', shapesOf);
    expect(changed.nodes.map((n) => n.id)).toEqual(['image', 'c_0', 'c_1_reduce', 'c_1', 'c_2']);
    expect(changed.nodes[2]).toMatchObject({ params: { filters: 4, kernel: 1 }, inputs: { in: ['c_0'] } });
  });

  const image = node('image', 'input', [], { params: { height: 8, width: 8, channels: 16 } });
  test.each([
    ['gone', undefined, 'convert.noSuchNode'],
    ['many/c/9', undefined, 'convert.noSuchNode'],
    ['image', undefined, 'convert.notAConvolution'],
    ['one', undefined, 'convert.kernelIsOne'],
    ['grouped', undefined, 'convert.grouped'],
    ['three', 0, 'convert.badReduce'],
    ['three', 1.5, 'convert.badReduce'],
    ['many/c/0', undefined, 'convert.repeatVaries'],
    ['vary/0/c', undefined, 'convert.kindVaries'],
  ] as const)('%s, %s: %s', (path, reduce, code) => {
    const conv = (id: string, params: Record<string, string | number>) => node(id, 'conv2d', ['image'], { params });
    const document = design(
      [
        image,
        conv('one', { filters: 4, kernel: 1 }),
        conv('grouped', { filters: 16, groups: 4 }),
        conv('three', { filters: 4 }),
        node('many', 'block:many', ['image']),
        node('vary', '=index == 0 ? "block:pair" : "block:many"', ['image'], { repeat: 2 }),
        node('other', 'block:pair', ['image']),
      ],
      {
        many: line([node('c', 'conv2d', ['in'], { params: { filters: 4 }, repeat: '=n' })], { n: number(2) }),
        pair: line([node('c', 'conv2d', ['in'], { params: { filters: 4 } }), node('d', 'conv2d', ['c'])]),
      },
    );
    const { document: same, problems } = insertBottleneck(document, blocks, path, shapesOf, reduce);
    expect(codesOf(problems)).toEqual([code]);
    expect(same).toBe(document);
  });

  test('one that costs more than it saves is made, with a warning and the numbers', () => {
    const document = design([image, node('c', 'conv2d', ['image'], { params: { filters: 4 } })]);
    const { problems } = insertBottleneck(document, blocks, 'c', shapesOf, 64);
    expect(codesOf(problems)).toEqual(['convert.notSaving']);
    expect(problems[0]!.severity).toBe('warning');
    // 8·8·3·3·16·4 against 8·8·16·64 + 8·8·3·3·64·4.
    expect(problems[0]!.values).toMatchObject({ before: 36_864, after: 65_536 + 147_456 });
  });
});
