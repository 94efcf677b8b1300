import { describe, expect, test } from 'vitest';
import type { LoomDocument } from '../../engine/design/document.ts';
import type { Edit } from '../../engine/design/edits/edit.ts';
import { applyEdit, commit, startHistory, undo } from '../../engine/design/edits/history.ts';
import { addParam, changeParam, removeParam, renameParam } from '../../engine/design/edits/params.ts';
import { expand } from '../../engine/design/expand.ts';
import { codesOf, design, line, node, number } from './support.ts';

const library = { unit: line([node('conv', 'conv2d', ['in'], { params: { filters: '=f' } })], { f: number(8) }) };

/** Two instances of a block with parameters that expressions, a repeat, a condition and another default read. */
const wide = design(
  [
    node('input', 'input'),
    node('a', 'block:wide', ['input'], { params: { filters: 16 } }),
    node('b', 'block:wide', ['a'], { params: { filters: '=2 * filters', times: 2 } }),
  ],
  {
    wide: line(
      [
        node('conv', 'conv2d', ['in'], {
          params: { filters: '=4 * filters', kernel: ['=side', 3], init: '=filters > 9 ? "he" : "filters"' },
          repeat: '=times',
        }),
        node('norm', 'batchNorm', ['conv'], { when: '=filters > 1' }),
      ],
      {
        filters: number(8),
        times: number(1),
        side: { type: 'number', default: '=filters > 8 ? 3 : 1' },
      },
    ),
  },
  { filters: number(32) },
);

function after(document: LoomDocument, edit: Edit): LoomDocument {
  const { document: changed, problems } = applyEdit(document, edit);
  expect(problems).toEqual([]);
  return changed;
}

const layersOf = (document: LoomDocument) => {
  const { network, problems } = expand(document, library);
  expect(problems).toEqual([]);
  return network.nodes.map(({ path, kind, params }) => ({ path, kind, params }));
};

describe('a parameter of a block', () => {
  test('renamed: every expression and every instance follows, and the network is the same', () => {
    const renamed = after(wide, renameParam(library, 'wide', 'filters', 'width'));
    expect(Object.keys(renamed.blocks['wide']!.params)).toEqual(['width', 'times', 'side']);
    expect(renamed.blocks['wide']!.params['side']!.default).toBe('=width > 8 ? 3 : 1');
    expect(renamed.blocks['wide']!.nodes[1]!.params).toEqual({
      filters: '=4 * width',
      kernel: ['=side', 3],
      init: '=width > 9 ? "he" : "filters"',
    });
    expect(renamed.blocks['wide']!.nodes[2]!.when).toBe('=width > 1');
    expect(renamed.nodes[2]!.params).toEqual({ width: '=2 * filters', times: 2 });
    expect(layersOf(renamed)).toEqual(layersOf(wide));
  });

  test("renamed in the design: the blocks' parameters of that name are others", () => {
    const renamed = after(wide, renameParam(library, '', 'filters', 'base'));
    expect(renamed.nodes[2]!.params).toEqual({ filters: '=2 * base', times: 2 });
    expect(renamed.blocks).toBe(wide.blocks);
    expect(layersOf(renamed)).toEqual(layersOf(wide));
  });

  test.each([
    ['index', 'edit.badParamName'],
    ['2nd', 'edit.badParamName'],
    ['times', 'edit.paramExists'],
  ] as const)('not renamed to %s', (name, code) => {
    const { document, problems } = applyEdit(wide, renameParam(library, 'wide', 'filters', name));
    expect(codesOf(problems)).toEqual([code]);
    expect(document).toBe(wide);
  });

  test('removed: expressions take its default, the instances give it no more', () => {
    const removed = after(wide, removeParam(library, 'wide', 'side'));
    expect(removed.blocks['wide']!.nodes[1]!.params!['kernel']).toEqual(['=filters > 8 ? 3 : 1', 3]);
    expect(layersOf(removed)).toEqual(layersOf(wide));
    const narrow = after(wide, removeParam(library, 'wide', 'filters'));
    expect(narrow.nodes.map(({ params }) => params)).toEqual([undefined, undefined, { times: 2 }]);
    expect(layersOf(narrow).flatMap(({ params }) => params['filters'] ?? [])).toEqual([32, 32, 32]);
  });

  test('added under a free name, and undone', () => {
    const start = startHistory(wide);
    const { history } = commit(start, 'add', addParam(library, 'wide', 'filters', number(3)));
    expect(Object.keys(history.document.blocks['wide']!.params)).toContain('filters2');
    expect(undo(history).document).toEqual(wide);
  });

  test('of a built-in block: it becomes one of the design', () => {
    const own = after(design([node('u', 'block:unit')]), changeParam(library, 'unit', 'f', { default: 12 }));
    expect(own.blocks['unit']!.params['f']!.default).toBe(12);
    expect(library.unit.params['f']!.default).toBe(8);
  });

  test.each([
    [number(3), 'size', 3],
    [number(3), 'text', '3'],
    [number(3), 'boolean', false],
    [{ type: 'text', default: '7', options: ['7', '8'] }, 'number', 7],
    [{ type: 'text', default: 'he' }, 'number', 1],
    [{ type: 'size', default: [1, 7] }, 'number', 1],
    [{ type: 'number', default: '=f * 2', min: 1 }, 'size', '=f * 2'],
  ] as const)('%j retyped as %s: its default is %j', (param, type, value) => {
    const document = design([], { b: line([], { p: param }) });
    const retyped = after(document, changeParam(library, 'b', 'p', { type })).blocks['b']!.params['p']!;
    expect(retyped).toMatchObject({ type, default: value });
    expect(retyped.options).toBeUndefined();
  });
});
