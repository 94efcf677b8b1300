import { describe, expect, test } from 'vitest';
import { blocks } from '../../engine/blocks/index.ts';
import { plainToResidual } from '../../engine/design/conversions/plain-to-residual.ts';
import { residualToPlain } from '../../engine/design/conversions/residual-to-plain.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { analyzed, shapesOf, template } from './analyzed.ts';
import { codesOf, design, fixture, line, node, number } from './support.ts';

/** What the network computes, whatever its nodes are called: kinds, parameters with defaults, and wires by position. */
function computed(document: LoomDocument) {
  const { nodes } = analyzed(document);
  const at = new Map(nodes.map((n, i) => [n.node.path, i]));
  return nodes.map(({ node: n, params }) => [
    n.kind,
    params,
    Object.values(n.inputs).map((from) => from.map((p) => at.get(p ?? ''))),
  ]);
}

const totals = (document: LoomDocument) => {
  const { totals: of, problems } = analyzed(document);
  expect(problems).toEqual([]);
  return { params: of.params, multiplies: of.multiplies };
};

describe('plain → residual', () => {
  test('a plain net becomes the ResNet of the same depth, to the last parameter', () => {
    // reference/counts.json: resnet34; cifar_resnet20 with projections.
    const deep = plainToResidual(template('plain34'), blocks, shapesOf);
    expect(deep.summary.values).toEqual({ skips: 16, projections: 3 });
    expect(totals(deep.document)).toEqual({ params: 21_797_672, multiplies: 3_663_761_408 });
    const cifar = plainToResidual(template('cifar_plain?depth=20'), blocks, shapesOf);
    expect(totals(cifar.document)).toEqual(totals(template('cifar_resnet?depth=20&shortcut=projection')));
    expect(computed(cifar.document)).toEqual(computed(template('cifar_resnet?depth=20&shortcut=projection')));
  });

  test('the sum stands in front of the second non-linearity; an odd line leaves its first convolution out', () => {
    const { document, summary, problems } = plainToResidual(fixture('plain'), blocks, shapesOf);
    expect(problems).toEqual([]);
    expect(summary.values).toEqual({ skips: 2, projections: 1 });
    const wires = Object.fromEntries(document.nodes.map((n) => [n.id, n.inputs?.['in'] ?? []]));
    expect(wires).toMatchObject({
      conv1: ['image'],
      conv2: ['relu1'],
      norm3: ['conv3'],
      shortcut: ['relu1'],
      add: ['norm3', 'shortcut'],
      relu3: ['add'],
      conv4: ['relu3'],
      shortcut2: ['relu3'],
      add2: ['norm5', 'shortcut2'],
      relu5: ['add2'],
      pool: ['relu5'],
    });
    expect(document.nodes.find((n) => n.id === 'shortcut2')!.params).toEqual({ filters: 16, stride: 2, norm: 'batch' });
  });

  test('convolutions without norm get a projection without norm; strides multiply, by rows and columns', () => {
    const nodes = [
      node('image', 'input', [], { params: { height: 16, width: 16, channels: 3 } }),
      node('c1', 'conv2d', ['image'], { params: { filters: 4, stride: [2, 1] } }),
      node('c2', 'conv2d', ['c1'], { params: { filters: 4, stride: 2, init: 'xavier' } }),
    ];
    const { document } = plainToResidual(design(nodes), blocks, shapesOf);
    const skip = document.nodes.find((n) => n.id === 'shortcut')!;
    expect(skip.params).toEqual({ filters: 4, stride: [4, 2], norm: 'none', init: 'xavier' });
    expect(shapesOf(document)('add')).toEqual({ dtype: 'f32', dims: ['N', 4, 4, 8] });
  });

  test('blocks of one convolution are taken apart where the sum has to stand inside, repeats unrolled', () => {
    const unit = (id: string, from: string, repeat: number | `=${string}`) =>
      node(id, 'block:convNormActivation', [from], { params: { filters: 8 }, repeat });
    const image = node('image', 'input', [], { params: { height: 16, width: 16, channels: 3 } });
    const plain = design([image, unit('a', 'image', 5)]);
    const { document, summary } = plainToResidual(plain, blocks, shapesOf);
    expect(summary.values['skips']).toBe(2);
    expect(analyzed(document).problems.filter((p) => p.code !== 'network.noHead')).toEqual([]);
    expect(document.nodes.filter((n) => n.kind === 'add')).toHaveLength(2);

    // The count is an argument of a block: the block is taken apart where the count is known.
    const vgg = line([unit('u', 'in', '=n')], { n: number(1) });
    const nested = design(
      [image, node('s', 'block:vgg', ['image'], { params: { n: '=depth' } }), node('t', 'block:vgg', ['s'])],
      { vgg },
      { depth: number(4) },
    );
    const converted = plainToResidual(nested, blocks, shapesOf);
    expect(converted.summary.values['skips']).toBe(2);
    expect(computed(residualToPlain(converted.document, blocks).document)).toEqual(computed(nested));
  });

  test('pairs whose output no strided skip matches are left alone, and said so', () => {
    const valid = { filters: 8, padding: 'valid' };
    const nodes = [
      node('image', 'input', [], { params: { height: 16, width: 16, channels: 8 } }),
      node('c1', 'conv2d', ['image'], { params: valid }),
      node('c2', 'conv2d', ['c1'], { params: valid }),
    ];
    const { document, problems } = plainToResidual(design(nodes), blocks, shapesOf);
    expect(codesOf(problems)).toEqual(['convert.sizesDiffer', 'convert.noPairs']);
    expect(problems[0]!.values).toEqual({ from: '16×16×8', to: '12×12×8' });
    expect(document.nodes).toBe(nodes);
  });

  test('a repeat without end, of a block that is switched off, is left alone', () => {
    // Found by chance: seed 12 of the random documents.
    const q = line([node('d', 'conv2d', ['in'], { repeat: '=1e308' })]);
    const off = design([node('image', 'input'), node('in', 'block:q', ['image'], { when: false })], { q });
    expect(codesOf(plainToResidual(off, blocks, shapesOf).problems)).toEqual(['convert.noPairs']);
  });

  test('a convolution that is switched off is a wire, and no part of a pair', () => {
    const conv = (id: string, from: string, when?: '=false' | '=index == 1') =>
      node(id, 'conv2d', [from], { params: { filters: 8 }, ...(when && { when }) });
    const input = node('image', 'input', [], { params: { height: 16, width: 16, channels: 8 } });
    const off = design([input, conv('a', 'image'), conv('b', 'a', '=false'), node('flat', 'flatten', ['b'])]);
    expect(codesOf(plainToResidual(off, blocks, shapesOf).problems)).toEqual(['convert.noPairs']);
    const shrinks = node('c', 'conv2d', ['b'], { params: { filters: 8, padding: 'valid' }, when: '=false' });
    const between = design([input, conv('a', 'image'), conv('b', 'a'), shrinks, node('flat', 'flatten', ['c'])]);
    const { document, summary } = plainToResidual(between, blocks, shapesOf);
    expect(summary.values['skips']).toBe(1);
    expect(codesOf(analyzed(document).problems)).toEqual(codesOf(analyzed(between).problems));
  });

  test('a block that one of its places switches off is left alone', () => {
    const inner = [
      node('a', 'conv2d', ['in'], { params: { filters: 8 } }),
      node('b', 'conv2d', ['a'], { params: { filters: 8 }, when: '=on' }),
    ];
    const q = line(inner, { on: { type: 'boolean', default: true } });
    const nodes = [
      node('image', 'input', [], { params: { height: 16, width: 16, channels: 3 } }),
      node('first', 'block:q', ['image']),
      node('second', 'block:q', ['first'], { params: { on: false } }),
    ];
    expect(codesOf(plainToResidual(design(nodes, { q }), blocks, shapesOf).problems)).toEqual(['convert.noPairs']);
  });

  test('a thousand repetitions: time is linear, or the tests would end here', () => {
    const nodes = [
      node('image', 'input', [], { params: { height: 16, width: 16, channels: 8 } }),
      node('c', 'conv2d', ['image'], { params: { filters: 8 }, repeat: 1000 }),
    ];
    const { document, summary } = plainToResidual(design(nodes), blocks, shapesOf);
    expect(summary.values).toEqual({ skips: 500, projections: 0 });
    expect(residualToPlain(document, blocks).document.nodes).toHaveLength(1001);
  });

  test.each(['resnet18', 'course_inception', 'course_residual'])('%s has nothing to put a skip around', (spec) => {
    const { document, problems } = plainToResidual(template(spec), blocks, shapesOf);
    expect(codesOf(problems)).toEqual(['convert.noPairs']);
    expect(document).toEqual(template(spec));
  });
});

test('plain → residual: thousands of blocks are taken apart in one pass over them', () => {
  const unit = line([node('conv', 'conv2d', ['in'], { params: { filters: 1 } }), node('act', 'relu', ['conv'])]);
  const many = 2000;
  const chain = Array.from({ length: many }, (_, i) => node(`n${i}`, 'block:unit', [i === 0 ? 'image' : `n${i - 1}`]));
  const { document, summary } = plainToResidual(
    design([node('image', 'input'), ...chain], { unit }),
    blocks,
    () => () => null,
  );
  expect(summary.values['skips']).toBe(many / 2);
  const [first, second] = document.nodes.filter(({ kind }) => kind === 'add');
  expect([first?.id, first?.inputs, second?.id]).toEqual(['add', { in: ['n1_conv', 'shortcut'] }, 'add2']);
});

describe('residual → plain', () => {
  test.each([
    ['cifar_resnet?depth=20&shortcut=projection', 'cifar_plain?depth=20', 9],
    ['resnet34', 'plain34', 16],
  ])('%s becomes %s', (residual, plain, skips) => {
    const { document, summary } = residualToPlain(template(residual), blocks);
    expect(summary.values['skips']).toBe(skips);
    expect(computed(document)).toEqual(computed(template(plain)));
  });

  test.each([
    ['resnet50', 16],
    ['resnext50_32x4d', 16],
    ['cifar_resnet?depth=20&shortcut=zeroPad', 9],
  ])('%s loses %d skips and still fits together', (spec, skips) => {
    const { document, summary } = residualToPlain(template(spec), blocks);
    expect(summary.values['skips']).toBe(skips);
    const { network, problems } = analyzed(document);
    expect(problems).toEqual([]);
    expect(network.nodes.filter((n) => n.kind === 'add' || n.kind === 'shortcut')).toEqual([]);
  });

  test('a skip drawn by hand, with a projection of its own, goes with it', () => {
    const conv = (id: string, from: string, kernel: number) =>
      node(id, 'conv2d', [from], { params: { filters: 8, kernel } });
    const document = design([
      node('image', 'input'),
      conv('a', 'image', 3),
      node('r', 'relu', ['a']),
      conv('b', 'r', 3),
      node('average', 'averagePool', ['image'], { params: { kernel: 1, stride: 1 } }),
      conv('projection', 'average', 1),
      node('norm', 'batchNorm', ['projection']),
      node('sum', 'add', ['norm', 'b']),
      node('end', 'relu', ['sum']),
    ]);
    const { document: plain } = residualToPlain(document, blocks);
    expect(plain.nodes.map((n) => n.id)).toEqual(['image', 'a', 'r', 'b', 'end']);
    expect(plain.nodes.at(-1)!.inputs).toEqual({ in: ['b'] });
  });

  test('sums that are no residual blocks stay', () => {
    const conv = (id: string, kernel: number) => node(id, 'conv2d', ['image'], { params: { filters: 8, kernel } });
    const { problems } = residualToPlain(
      design([node('image', 'input'), conv('a', 3), conv('b', 5), node('sum', 'add', ['a', 'b'])]),
      blocks,
    );
    expect(codesOf(problems)).toEqual(['convert.noSkips']);
  });

  test('plain → residual → plain is the document that it was', () => {
    for (const document of [fixture('plain'), template('cifar_plain?depth=32'), template('plain18')]) {
      const there = plainToResidual(document, blocks, shapesOf);
      expect(there.document).not.toEqual(document);
      expect(residualToPlain(there.document, blocks).document).toEqual(document);
    }
  });

  test('residual → plain → residual computes what it did', () => {
    const document = template('cifar_resnet?depth=20&shortcut=projection');
    const plain = residualToPlain(document, blocks).document;
    expect(computed(plainToResidual(plain, blocks, shapesOf).document)).toEqual(computed(document));
  });
});
