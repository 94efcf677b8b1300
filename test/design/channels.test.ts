import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../engine/analyze/analyze.ts';
import { blocks } from '../../engine/blocks/index.ts';
import type { DocumentNode, LoomDocument } from '../../engine/design/document.ts';
import { applyEdit } from '../../engine/design/edits/history.ts';
import { instanceToNodes } from '../../engine/design/edits/inline.ts';
import { selectionToBlock } from '../../engine/design/edits/make-block.ts';
import { renameNode } from '../../engine/design/edits/nodes.ts';
import { expand } from '../../engine/design/expand.ts';
import { block, codesOf, design, line, node, number } from './support.ts';

const image = node('image', 'input', [], { params: { height: 8, width: 8, channels: 3 } });
const conv = (id: string, from: string, filters: number | `=${string}`, more = {}) =>
  node(id, 'conv2d', [from], { params: { filters, ...more } });
const layersOf = (document: LoomDocument, library = {}) => {
  const { network, problems } = expand(document, library);
  return { problems, groups: network.groups, at: (path: string) => network.nodes.find((n) => n.path === path)?.params };
};

/** A depthwise convolution: as many groups and filters as channels come in. */
const depthwise = line([conv('conv', 'in', '=channels(in)', { groups: '=channels(in)' })]);
/** A layer of a DenseNet: joins 4 more channels to what comes in. */
const dense = block([
  node('in', 'blockInput'),
  conv('squeeze', 'in', '=2 * channels(in)'),
  conv('grow', 'squeeze', 4),
  node('concat', 'concat', ['in', 'grow']),
  node('out', 'blockOutput', ['concat']),
]);

describe('channels(in)', () => {
  test('is the number of channels that enter the block, at each of its places', () => {
    const document = design(
      [image, node('a', 'block:depthwise', ['image']), conv('wide', 'a', 16), node('b', 'block:depthwise', ['wide'])],
      { depthwise },
    );
    const { problems, groups, at } = layersOf(document);
    expect(problems).toEqual([]);
    expect([at('a/conv'), at('b/conv')]).toEqual([
      { filters: 3, groups: 3 },
      { filters: 16, groups: 16 },
    ]);
    expect(groups.map(({ params }) => params)).toEqual([{ 'channels(in)': 3 }, { 'channels(in)': 16 }]);
  });

  test('grows from one repetition to the next', () => {
    const document = design([image, node('dense', 'block:dense', ['image'], { repeat: 4 })], { dense });
    const { problems, at } = layersOf(document);
    expect(problems).toEqual([]);
    expect([0, 1, 2, 3].map((i) => at(`dense/${i}/squeeze`)?.['filters'])).toEqual([6, 14, 22, 30]);
  });

  test('reaches through blocks that do not ask themselves, and through what is switched off', () => {
    const outer = line([
      node('off', 'conv2d', ['in'], { params: { filters: 99 }, when: false }),
      node('inner', 'block:depthwise', ['off']),
    ]);
    const document = design(
      [image, node('a', 'block:outer', ['image']), conv('c', 'a', 5), node('b', 'block:outer', ['c'])],
      {
        outer,
        depthwise,
      },
    );
    const { problems, at } = layersOf(document);
    expect(problems).toEqual([]);
    expect([at('a/inner/conv')?.['filters'], at('b/inner/conv')?.['filters']]).toEqual([3, 5]);
  });

  test('decides conditions, kinds, repeats and defaults', () => {
    const fit = line(
      [
        node('project', 'conv2d', ['in'], { params: { filters: '=wanted' }, when: '=channels(in) != wanted' }),
        node('kind', '=channels(in) > 4 ? "tanh" : "relu"', ['project']),
        node('many', 'sigmoid', ['kind'], { repeat: '=channels(in)' }),
        conv('half', 'many', '=half'),
      ],
      { wanted: number(16), half: { type: 'number', default: '=max(1, floor(channels(in) / 2))' } },
    );
    const document = design(
      [image, node('a', 'block:fit', ['image']), conv('c', 'a', 16), node('b', 'block:fit', ['c'])],
      { fit },
    );
    const { network, problems } = expand(document, {});
    expect(problems).toEqual([]);
    const kinds = (prefix: string) =>
      network.nodes
        .filter(({ path }) => path.startsWith(prefix))
        .map(({ kind }) => kind)
        .join(' ');
    expect(kinds('a/')).toBe('conv2d relu sigmoid sigmoid sigmoid conv2d');
    expect(kinds('b/')).toBe(`tanh ${'sigmoid '.repeat(16)}conv2d`);
    expect(network.nodes.find(({ path }) => path === 'b/half')?.params['filters']).toBe(8);
  });

  test('is the length of a vector', () => {
    const mlp = line([node('dense', 'dense', ['in'], { params: { units: '=channels(in) / 2' } })]);
    const { at } = layersOf(
      design([image, node('flat', 'flatten', ['image']), node('a', 'block:mlp', ['flat'])], { mlp }),
    );
    expect(at('a/dense')).toEqual({ units: 96 });
  });

  test('asks for a port by a name in quotes where it has to', () => {
    const two = block([
      node('in-1', 'blockInput'),
      node('in-2', 'blockInput'),
      conv('conv', 'in-1', '=channels("in-2")'),
      node('out', 'blockOutput', ['conv']),
    ]);
    const instance = { id: 'two', kind: 'block:two', inputs: { 'in-1': ['image'], 'in-2': ['wide'] } };
    expect(layersOf(design([image, conv('wide', 'image', 7), instance], { two })).at('two/conv')?.['filters']).toBe(7);
  });

  test('follows an edit upstream, and leaves the same objects where it comes to the same', () => {
    const of = (filters: number) =>
      expand(design([image, conv('stem', 'image', filters), node('a', 'block:depthwise', ['stem'])], { depthwise }), {})
        .network.nodes[2]!;
    const before = of(8);
    expect(before.params).toEqual({ filters: 8, groups: 8 });
    expect(of(12).params).toEqual({ filters: 12, groups: 12 });
    expect(of(8).params).toBe(before.params);
  });

  test('squeeze and excitation fits itself to what stands before it', () => {
    const document = design([image, conv('c', 'image', 16), node('se', 'block:squeezeExcitation', ['c'])]);
    const { network, problems } = expand(document, blocks);
    expect([...problems, ...analyze(network).problems].map(({ code }) => code)).toEqual(['network.noHead']);
    expect(network.groups[0]?.params['channels']).toBe(16);
  });
});

describe('channels(in) that cannot be told', () => {
  test('of an input that the block does not have', () => {
    const wrong = line([conv('conv', 'in', '=channels(skip)')]);
    const { problems } = layersOf(design([image, node('a', 'block:wrong', ['image'])], { wrong }));
    expect(problems).toMatchObject([
      { code: 'expression.noPort', node: 'a/conv', values: { port: 'skip', known: 'in' } },
    ]);
  });

  test('in the design itself', () => {
    expect(codesOf(layersOf(design([image, conv('conv', 'image', '=channels(image)')])).problems)).toEqual([
      'expression.noPort',
    ]);
    expect(
      codesOf(layersOf(design([image], {}, { n: { type: 'number', default: '=channels(in)' } })).problems),
    ).toEqual(['expression.channelsUnknown']);
  });

  test('because nothing is connected: that alone is said', () => {
    expect(codesOf(layersOf(design([image, node('a', 'block:depthwise')], { depthwise })).problems)).toEqual([
      'block.missingInput',
    ]);
    expect(
      codesOf(
        layersOf(design([image, node('x', 'nonsense', ['image']), node('a', 'block:depthwise', ['x'])], { depthwise }))
          .problems,
      ),
    ).toEqual([]);
  });

  test('on a circle: it ends', () => {
    const document = design(
      [
        node('add', 'add', [], { inputs: { in: ['image', 'a'] } }),
        image,
        node('a', 'block:depthwise', ['add']),
        node('b', 'block:depthwise', ['a']),
      ],
      { depthwise },
    );
    expect(layersOf(document).at('b/conv')).toEqual({});
  });
});

describe('edits keep questions for channels', () => {
  const twice = design(
    [image, node('a', 'block:depthwise', ['image']), conv('c', 'a', 5), node('b', 'block:depthwise', ['c'])],
    { depthwise },
  );
  const layers = (document: LoomDocument) =>
    expand(document, {}).network.nodes.map(({ kind, params }) => [kind, params]);

  test('renaming a port renames them, and the wires into it', () => {
    const { document, problems } = applyEdit(twice, renameNode({}, 'depthwise', 'in', 'x'));
    expect(problems).toEqual([]);
    expect(document.blocks['depthwise']!.nodes.find(({ id }) => id === 'conv')?.params).toEqual({
      filters: '=channels(x)',
      groups: '=channels(x)',
    });
    expect(expand(document, {}).problems).toEqual([]);
    expect(layers(document)).toEqual(layers(twice));
  });

  test('taking a block apart writes the number, or asks the block around', () => {
    const inside = () => ({ 'channels(in)': 5 });
    const apart = applyEdit(twice, instanceToNodes({}, '', 'b', {}, inside));
    expect(apart.problems).toEqual([]);
    expect(layers(apart.document)).toEqual(layers(twice));
    const outer = line([
      node('d', 'block:depthwise', ['in']),
      conv('wide', 'd', 6),
      node('e', 'block:depthwise', ['wide']),
    ]);
    const nested = design([image, node('o', 'block:outer', ['image'])], { outer, depthwise });
    const inner = applyEdit(nested, instanceToNodes({}, 'outer', 'd'));
    expect(inner.problems).toEqual([]);
    expect(layers(inner.document)).toEqual(layers(nested));
    expect(applyEdit(nested, instanceToNodes({}, 'outer', 'e')).problems).toMatchObject([
      { code: 'edit.readsChannels', values: { node: 'e', port: 'in' } },
    ]);
  });

  test('making a block of some nodes asks its own port, or gets a parameter', () => {
    const outer = line([
      conv('one', 'in', '=channels(in)'),
      conv('two', 'one', '=2 * channels(in)'),
      conv('three', 'two', '=3 * channels(in)'),
    ]);
    const before = design([image, node('o', 'block:outer', ['image'])], { outer });
    for (const ids of [['one', 'two'], ['two', 'three'], ['three']]) {
      const { document, problems } = applyEdit(before, selectionToBlock({}, 'outer', ids, 'Part'));
      expect(problems).toEqual([]);
      expect(expand(document, {}).problems).toEqual([]);
      expect(layers(document)).toEqual(layers(before));
    }
  });
});

test('what a block is told equals what analysis finds at its input, in random designs', () => {
  const probe = line([conv('probe', 'in', '=channels(in)')]);
  const chain = (prefix: string, first: string, picks: readonly number[]): readonly DocumentNode[] => {
    const nodes: DocumentNode[] = [];
    let last = first;
    for (const [i, pick] of picks.entries()) {
      const id = `${prefix}${i}`;
      const repeat = pick % 3 === 0 ? { repeat: 1 + (pick % 4) } : {};
      const choices: readonly (() => DocumentNode)[] = [
        () => conv(id, last, 1 + (pick % 7), { stride: 1 + (pick % 2) }),
        () => node(id, 'concat', [first, last, last].slice(i === 0 ? 1 : pick % 2)),
        () => node(id, 'block:dense', [last], repeat),
        () => node(id, 'block:probe', [last], repeat),
        () => node(id, 'block:outer', [last], repeat),
        () => node(id, 'tanh', [last], { when: pick % 2 === 0 }),
        () => node(id, 'shortcut', [last], { params: { filters: pick % 5 } }),
      ];
      nodes.push(choices[pick % choices.length]!());
      last = id;
    }
    return nodes;
  };
  const picks = fc.array(fc.nat(1000), { maxLength: 8 });
  const told: unknown[] = [];
  const found: unknown[] = [];
  fc.assert(
    fc.property(picks, picks, (drawn, inner) => {
      const outer = line(
        chain(
          'n',
          'in',
          inner.filter((pick) => pick % 7 !== 4),
        ),
      );
      const document = design([image, ...chain('n', 'image', drawn)], { dense, probe, outer });
      const { network } = expand(document, {});
      const analysis = analyze(network);
      for (const { path, block: name } of network.groups) {
        if (name !== 'probe') continue;
        const at = analysis.byPath.get(`${path}/probe`)!;
        const entering = at.site?.inputs['in']?.[0]?.dims[1];
        if (entering === undefined) continue;
        told.push(at.node.params['filters']);
        found.push(entering);
      }
    }),
    { seed: 12, numRuns: 200 },
  );
  expect(told.length).toBeGreaterThan(100);
  expect(told).toEqual(found);
});
