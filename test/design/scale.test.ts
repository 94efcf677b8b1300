import { describe, expect, test } from 'vitest';
import { analyze } from '../../engine/analyze/analyze.ts';
import { blocks } from '../../engine/blocks/index.ts';
import { scaleDepth } from '../../engine/design/conversions/scale-depth.ts';
import { scaleWidth } from '../../engine/design/conversions/scale-width.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import { buildTemplate } from '../../engine/templates/build.ts';
import { templates } from '../../engine/templates/index.ts';
import { codesOf, design, line, node, number } from './support.ts';

const analyzed = (document: LoomDocument) => {
  const { network, problems } = expand(document, blocks);
  const analysis = analyze(network);
  return { analysis, errors: [...problems, ...analysis.problems].filter(({ severity }) => severity === 'error') };
};
const shapesOf = (document: LoomDocument) => {
  const { byPath } = analyzed(document).analysis;
  return (path: string) => byPath.get(path)?.type ?? null;
};
const widen = (document: LoomDocument, factor = 2) => scaleWidth(document, blocks, factor, shapesOf);
const filtersOf = (document: LoomDocument) =>
  expand(document, blocks).network.nodes.flatMap(({ path, kind, params }) =>
    kind === 'conv2d' ? [[path, params['filters']] as const] : [],
  );

const names = Object.keys(templates).filter((name) => name !== 'cifar_resnet1202' && name !== 'course_1x1_times_2');
/** Identity skips from an image, whose channels nothing scales. */
const fromImage: ReadonlySet<string> = new Set(['course_residual', 'course_zeroed_residual']);

describe.each(names)('%s', (name) => {
  const { document } = buildTemplate(name);
  const { analysis } = analyzed(document!);

  test('twice as wide: every convolution but the classes has twice the filters, and it still fits', () => {
    const { document: wide, summary, problems } = widen(document!);
    expect(problems).toEqual([]);
    const after = analyzed(wide);
    expect(codesOf(after.errors)).toEqual(fromImage.has(name) ? ['shortcut.notIdentity'] : []);
    expect(summary.values['nodes']).toBeUndefined();
    expect(after.analysis.byPath.size).toBe(analysis.byPath.size);
    const head = analysis.nodes.find(({ node: { kind } }) => kind === 'classifier')!;
    expect(after.analysis.byPath.get(head.node.path)!.type).toEqual(head.type);
    expect(after.analysis.totals.multiplies).toBeGreaterThan(analysis.totals.multiplies * 1.5);
  });

  test('half of that again is what it was', () => {
    const back = widen(widen(document!).document, 0.5).document;
    expect(filtersOf(back)).toEqual(filtersOf(document!));
  });
});

describe('width', () => {
  const input = node('input', 'input', [], { params: { height: 8, width: 8, channels: 4 } });

  test('numbers inside a block change in the block, and what is not given gets its default, scaled', () => {
    const document = design([input, node('a', 'block:b', ['input']), node('c', 'conv2d', ['a'])], {
      b: line([node('one', 'conv2d', ['in'], { params: { filters: 6 } })]),
    });
    const { document: wide, summary } = widen(document);
    expect(filtersOf(wide)).toEqual([
      ['a/one', 12],
      ['c', 64],
    ]);
    expect(summary.values).toEqual({ factor: 2, count: 2 });
  });

  test('a depthwise convolution stays one', () => {
    const document = design([
      input,
      node('a', 'conv2d', ['input'], { params: { filters: 8 } }),
      node('b', 'conv2d', ['a'], { params: { filters: 8, groups: 8 } }),
    ]);
    const wide = widen(document).document;
    expect(wide.nodes[2]!.params).toEqual({ filters: 16, groups: 16 });
    expect(codesOf(analyzed(wide).errors)).toEqual(['network.noHead']);
  });

  test('a layer whose weights are written down keeps its filters, and is named', () => {
    const { document, summary } = widen(buildTemplate('course_1x1_times_2').document!);
    expect(summary.values).toMatchObject({ count: 0, other: 1, nodes: 'times2' });
    expect(analyzed(document).errors).toEqual([]);
  });

  test('an expression that no parameter scales becomes a product', () => {
    const document = design(
      [input, node('a', 'conv2d', ['input'], { params: { filters: '=index == 0 ? 3 : 5 + base' }, repeat: 2 })],
      {},
      { base: number(2) },
    );
    expect(filtersOf(widen(document).document)).toEqual([
      ['a/0', 6],
      ['a/1', 14],
    ]);
  });

  test('without a convolution it says so', () => {
    expect(codesOf(widen(design([input])).problems)).toEqual(['convert.noConvolutions']);
  });
});

describe('depth', () => {
  const repeatsOf = (document: LoomDocument) =>
    new Set(expand(document, blocks).network.groups.map(({ path }) => path.split('/').slice(0, 2).join('/')));

  test.each([
    ['cifar_resnet', 20, 26],
    ['cifar_plain', 20, 26],
  ])('%s goes by one block a stage', (name, before, after) => {
    const { document } = buildTemplate(name);
    const deeper = scaleDepth(document!, blocks, 1).document;
    expect([document!.params['depth']!.default, deeper.params['depth']!.default]).toEqual([before, after]);
    expect(scaleDepth(deeper, blocks, -1).document).toEqual(document);
    expect(analyzed(deeper).errors).toEqual([]);
  });

  test('written repeats grow by one, and back', () => {
    const { document } = buildTemplate('resnet18');
    const deeper = scaleDepth(document!, blocks, 1);
    expect(repeatsOf(deeper.document).size).toBe(repeatsOf(document!).size + 4);
    expect(analyzed(deeper.document).errors).toEqual([]);
    expect(scaleDepth(deeper.document, blocks, -1).document).toEqual(document);
  });

  test('nothing is taken away altogether, and nothing to repeat is said', () => {
    const shallow = scaleDepth(buildTemplate('cifar_resnet?depth=8').document!, blocks, -1);
    expect(codesOf(shallow.problems)).toEqual(['convert.nothingRepeats']);
    expect(codesOf(scaleDepth(design([]), blocks, 1).problems)).toEqual(['convert.nothingRepeats']);
  });
});
