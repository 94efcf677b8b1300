import { describe, expect, test } from 'vitest';
import { applyEdit } from '../../engine/design/edits/history.ts';
import { instanceToNodes } from '../../engine/design/edits/inline.ts';
import { changeParam } from '../../engine/design/edits/params.ts';
import { expand } from '../../engine/design/expand.ts';
import { parseDocument } from '../../engine/design/parse.ts';
import { serializeDocument } from '../../engine/design/serialize.ts';
import { codesOf, design, line, node } from './support.ts';

const image = node('image', 'input');
/** One convolution for each of the widths. */
const tower = line(
  [node('conv', 'conv2d', ['in'], { params: { filters: '=widths[index]' }, repeat: '=length(widths)' })],
  { widths: { type: 'list', default: [16, 32, 64], min: 1 } },
);
const filtersOf = (params: Record<string, number[] | string>) => {
  const document = design([image, node('tower', 'block:tower', ['image'], { params })], { tower });
  const { network, problems } = expand(document, {});
  return { problems, filters: network.nodes.slice(1).map((layer) => layer.params['filters']), document };
};

describe('a parameter that is a list', () => {
  test('says how often a node repeats and what each repetition has', () => {
    expect(filtersOf({})).toMatchObject({ problems: [], filters: [16, 32, 64] });
    expect(filtersOf({ widths: [5, 6] })).toMatchObject({ problems: [], filters: [5, 6] });
    expect(filtersOf({ widths: [] })).toMatchObject({ problems: [], filters: [] });
    expect(filtersOf({ widths: '=[2 * 4, 3]' })).toMatchObject({ problems: [], filters: [8, 3] });
  });

  test('holds numbers within its bounds, or says so and falls back', () => {
    expect(filtersOf({ widths: [4, 0] })).toMatchObject({
      problems: [{ code: 'block.paramTooSmall', values: { value: 0, min: 1 } }],
      filters: [16, 32, 64],
    });
    expect(filtersOf({ widths: '=7' })).toMatchObject({
      problems: [{ code: 'block.paramNotList', values: { found: '7' } }],
      filters: [16, 32, 64],
    });
  });

  test('survives the file, and being taken apart', () => {
    const { document } = filtersOf({ widths: [5, 6] });
    const again = parseDocument(serializeDocument(document), 'x');
    expect(again).toEqual({ document, problems: [] });
    const known = {};
    const apart = applyEdit(document, instanceToNodes({}, '', 'tower', known));
    expect(apart.problems).toEqual([]);
    expect(
      expand(apart.document, {})
        .network.nodes.slice(1)
        .map(({ params }) => params['filters']),
    ).toEqual([5, 6]);
  });

  test('another type keeps what it can of the default', () => {
    const retyped = (type: 'list' | 'number' | 'text', of: typeof tower) =>
      applyEdit(design([image], { tower: of }), changeParam({}, 'tower', 'widths', { type })).document.blocks['tower']!
        .params['widths'];
    const asNumber = retyped('number', tower)!;
    expect(asNumber.default).toBe(16);
    expect(retyped('list', { ...tower, params: { widths: asNumber } })?.default).toEqual([16]);
    expect(retyped('text', tower)).toEqual({ type: 'text', default: '16,32,64' });
  });
});

test('what is no list, and what is not in one, is said', () => {
  const wrong = (filters: `=${string}`) =>
    codesOf(expand(design([image, node('c', 'conv2d', ['image'], { params: { filters } })]), {}).problems);
  expect(wrong('=[1, 2, 3][3]')).toEqual(['expression.noElement']);
  expect(wrong('=[1, 2, 3][-1]')).toEqual(['expression.noElement']);
  expect(wrong('=[1, 2, 3][0.5]')).toEqual(['expression.noElement']);
  expect(wrong('=(5)[0]')).toEqual(['expression.needsList']);
  expect(wrong('=length("abc")')).toEqual(['expression.needsList']);
  expect(wrong('=length()')).toEqual(['expression.argumentCount']);
  expect(wrong('=[[1], 2][0]')).toEqual(['expression.listInList']);
  expect(wrong('=[1,,2][0]')).not.toEqual([]);
  expect(wrong('=[1, 2].length')).toEqual(['expression.notAllowed']);
  expect(wrong('=[1, 2] == [1, 2] ? 4 : 5')).toEqual([]);
});
