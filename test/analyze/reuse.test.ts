import { expect, test } from 'vitest';
import { analyze } from '../../engine/analyze/analyze.ts';
import { blocks } from '../../engine/blocks/index.ts';
import type { DocumentNode, LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';

const design: LoomDocument = {
  format: 'layerloom',
  version: 1,
  name: 'reuse',
  params: {},
  blocks: {},
  nodes: [
    { id: 'input', kind: 'input', params: { height: 16, width: 16, channels: 8 } },
    { id: 'a', kind: 'conv2d', params: { filters: 8, kernel: 3 }, inputs: { in: ['input'] } },
    { id: 'b', kind: 'relu', inputs: { in: ['a'] } },
    { id: 'block', kind: 'block:basicResidual', params: { filters: 8 }, inputs: { in: ['b'] } },
    { id: 'c', kind: 'conv2d', params: { filters: 8, kernel: 3 }, inputs: { in: ['block'] } },
    { id: 'd', kind: 'relu', inputs: { in: ['c'] } },
    { id: 'e', kind: 'concat', inputs: { in: ['d', 'b'] } },
  ],
};

const network = (document: LoomDocument) => expand(document, blocks).network;

const edited = (id: string, change: Partial<DocumentNode>): LoomDocument => ({
  ...design,
  nodes: design.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)),
});

const before = analyze(network(design));

test('what an edit of parameters does not reach is taken from before, node by node; what it reaches is new', () => {
  const after = analyze(network(edited('c', { params: { filters: 7, kernel: 3 } })), before);
  expect(after).toEqual(analyze(after.network));
  const isKept = (path: string): boolean => after.byPath.get(path) === before.byPath.get(path);
  expect(before.nodes.map(({ node }) => node.path).filter((path) => !isKept(path))).toEqual(['c', 'd', 'e']);
  expect(after.byPath.get('e')!.type!.dims[1]).toBe(7 + 8);
});

test('a receptive field that grows upstream is seen downstream, where no shape changed', () => {
  const after = analyze(network(edited('a', { params: { filters: 8, kernel: 5 } })), before);
  expect(after).toEqual(analyze(after.network));
  expect(after.byPath.get('e')!.type).toEqual(before.byPath.get('e')!.type);
  expect(after.byPath.get('e')).not.toEqual(before.byPath.get('e'));
});

test('a wire that is led elsewhere, a kind that changes, a node that goes are seen', () => {
  const changes: readonly LoomDocument[] = [
    edited('d', { inputs: { in: ['input'] } }),
    edited('d', { kind: 'batchNorm' }),
    edited('d', { inputs: {} }),
    { ...design, nodes: design.nodes.filter(({ id }) => id !== 'e') },
  ];
  for (const document of changes) {
    const after = analyze(network(document), before);
    expect(after).toEqual(analyze(network(document)));
    expect(after).not.toEqual(before);
  }
});

test('mistakes come and go with the edits that make and mend them', () => {
  const broken = analyze(network(edited('c', { params: { filters: 8, kernel: 0 } })), before);
  expect(broken.problems.map(({ node }) => node)).toContain('c');
  const mended = analyze(network(design), broken);
  expect(mended).toEqual(before);
});
