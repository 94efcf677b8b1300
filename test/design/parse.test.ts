import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describe as message } from '../../engine/base/catalogue/index.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { currentVersion, type Migration, migrate, migrations } from '../../engine/design/migrations/index.ts';
import { parseDocument, readDocument } from '../../engine/design/parse.ts';
import { documentSchema } from '../../engine/design/schema.ts';
import { serializeDocument } from '../../engine/design/serialize.ts';
import { codesOf, fixture, fixtureText } from './support.ts';

describe('good files', () => {
  test.each(['residual', 'plain'])('%s: read, written and read again, it is the same text', (name) => {
    const text = fixtureText(name);
    const { document, problems } = parseDocument(text, name);
    expect(problems).toEqual([]);
    expect(document).toEqual(JSON.parse(text));
    expect(documentSchema.safeParse(document).success).toBe(true);
    const written = serializeDocument(document!);
    expect(written).toBe(text);
  });

  test('fields come in the order of the format, whatever order they had', () => {
    const document = fixture('residual');
    const reversed = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(Object.entries(value).reverse());
    const shuffled = {
      ...(reversed(document) as LoomDocument),
      nodes: document.nodes.map(reversed) as LoomDocument['nodes'],
    };
    expect(serializeDocument(shuffled)).toBe(serializeDocument(document));
  });

  test('a byte order mark is no part of the file', () => {
    expect(parseDocument(`\uFEFF${fixtureText('plain')}`, 'plain').problems).toEqual([]);
  });

  test('the format can be told as a JSON schema', () => {
    const schema = z.toJSONSchema(documentSchema, { io: 'input' });
    expect(schema).toMatchObject({
      type: 'object',
      required: ['format', 'version', 'name', 'params', 'nodes', 'blocks'],
    });
  });
});

describe('no designs', () => {
  test.each([
    ['', 'design.notJson', 'Unexpected end'],
    ['{"format": "layerloom",', 'design.notJson', ''],
    ['null', 'design.notDesign', 'null where'],
    ['[1, 2]', 'design.notDesign', '[…] where'],
    ['"text"', 'design.notDesign', '"text" where'],
    ['{"nodes": []}', 'design.notDesign', 'nothing where'],
    ['{"format": "keras"}', 'design.notDesign', '"keras" where'],
    ['{"format": "layerloom", "version": 7}', 'design.newer', 'version 7; this Layerloom reads up to version 1'],
    ['{"format": "layerloom", "version": 1.5}', 'design.newer', '1.5'],
  ])('%s', (text, code, part) => {
    const { document, problems } = parseDocument(text, 'folder/file.json');
    expect(document).toBeNull();
    expect(codesOf(problems)).toEqual([code]);
    expect(problems[0]!.node).toBe('folder/file.json');
    expect(message(problems[0]!)).toContain(part);
  });
});

describe('broken files', () => {
  type Json = Record<string, unknown>;
  const broken = (change: (json: Json) => void): ReturnType<typeof parseDocument> => {
    const json = JSON.parse(fixtureText('residual')) as Json;
    change(json);
    return parseDocument(JSON.stringify(json), 'file');
  };
  const nodes = (json: Json) => json['nodes'] as Json[];
  const residual = (json: Json) => (json['blocks'] as Json)['residual'] as Json;

  test.each<[string, (json: Json) => void, string, string, string]>([
    ['no version', (j) => delete j['version'], 'design.noSuchVersion', 'file', 'nothing'],
    ['version 0', (j) => Object.assign(j, { version: 0 }), 'design.noSuchVersion', 'file', 'is 0'],
    ['name', (j) => Object.assign(j, { name: 5 }), 'document.badText', '', 'name is 5'],
    ['params', (j) => Object.assign(j, { params: [] }), 'document.badTable', '', 'params is []'],
    ['nodes', (j) => Object.assign(j, { nodes: {} }), 'document.badNodes', '', 'nodes is {…}'],
    ['no nodes', (j) => delete j['nodes'], 'document.badNodes', '', 'nodes is nothing'],
    ['node', (j) => (nodes(j)[2] = 'conv' as never), 'node.notObject', '', 'nodes[2] is "conv"'],
    ['id', (j) => Object.assign(nodes(j)[1]!, { id: 'a/b' }), 'node.badId', '', 'nodes[1].id is "a/b"'],
    ['id proto', (j) => Object.assign(nodes(j)[1]!, { id: '__proto__' }), 'node.badId', '', '"__proto__"'],
    ['kind', (j) => Object.assign(nodes(j)[1]!, { kind: 3 }), 'node.badKind', 'stem', 'nodes[1].kind is 3'],
    ['twice', (j) => Object.assign(nodes(j)[2]!, { id: 'stem' }), 'node.duplicateId', 'stem', 'called stem'],
    [
      'param',
      (j) => Object.assign(nodes(j)[1]!, { params: { filters: null } }),
      'node.badParam',
      'stem',
      'nodes[1].params.filters is null',
    ],
    [
      'param name',
      (j) => Object.assign(nodes(j)[1]!, { params: { 'a b': 1 } }),
      'block.badParamName',
      'stem',
      '["a b"]',
    ],
    ['infinite', (j) => Object.assign(nodes(j)[1]!, { params: { filters: [1, {}] } }), 'node.badParam', 'stem', '[…]'],
    ['inputs', (j) => Object.assign(nodes(j)[1]!, { inputs: 'image' }), 'document.badTable', 'stem', 'nodes[1].inputs'],
    [
      'sources',
      (j) => Object.assign(nodes(j)[1]!, { inputs: { in: 'image' } }),
      'node.badSources',
      'stem',
      '.in is "image"',
    ],
    ['port name', (j) => Object.assign(nodes(j)[1]!, { inputs: { '': [] } }), 'node.badSources', 'stem', '[""]'],
    ['repeat', (j) => Object.assign(nodes(j)[1]!, { repeat: -1 }), 'node.badRepeatField', 'stem', 'repeat is -1'],
    ['when', (j) => Object.assign(nodes(j)[1]!, { when: 'yes' }), 'node.badWhenField', 'stem', 'when is "yes"'],
    [
      'unknown field',
      (j) => Object.assign(nodes(j)[1]!, { input: {} }),
      'document.unknownField',
      'stem',
      'Did you mean inputs?',
    ],
    ['unknown at the top', (j) => Object.assign(j, { node: [] }), 'document.unknownField', '', 'Did you mean nodes?'],
    ['block name', (j) => Object.assign(j['blocks'] as Json, { '1st': {} }), 'block.badName', '', 'blocks.1st'],
    ['block', (j) => Object.assign(j['blocks'] as Json, { other: 7 }), 'block.notObject', '', 'blocks.other is 7'],
    ['block title', (j) => Object.assign(residual(j), { title: false }), 'document.badText', '', 'title is false'],
    [
      'parameter',
      (j) => Object.assign(residual(j)['params'] as Json, { depth: { type: 'int' } }),
      'block.badParam',
      '',
      'params.depth',
    ],
    [
      'reserved',
      (j) => Object.assign(residual(j)['params'] as Json, { index: { type: 'number', default: 1 } }),
      'block.badParamName',
      '',
      'params.index',
    ],
    [
      'options',
      (j) => Object.assign(residual(j)['params'] as Json, { a: { type: 'text', default: '', options: 'b' } }),
      'block.badOptions',
      '',
      'options is "b"',
    ],
    [
      'bound',
      (j) => Object.assign(residual(j)['params'] as Json, { a: { type: 'number', default: 1, min: '0' } }),
      'block.badBound',
      '',
      'min is "0"',
    ],
    [
      'position',
      (j) => Object.assign(j, { view: { positions: { '': { stem: [1] } } } }),
      'document.badPosition',
      '',
      'stem is […]',
    ],
  ])('%s', (_, change, code, at, part) => {
    const { document, problems } = broken(change);
    expect(codesOf(problems)).toEqual([code]);
    expect(problems[0]!.node).toBe(at);
    expect(message(problems[0]!)).toContain(part);
    expect(message(problems[0]!)).not.toMatch(/\{\w+\}|\[\[/);
    // What is kept is a proper document again.
    expect(documentSchema.safeParse(document).error).toBeUndefined();
    expect(parseDocument(serializeDocument(document!), 'file')).toEqual({ document, problems: [] });
  });

  test('a bad node costs the node, a bad field the field', () => {
    const { document, problems } = broken((json) => {
      nodes(json)[1]!['kind'] = null;
      nodes(json)[2]!['repeat'] = 'often';
      nodes(json)[3]!['params'] = { filters: 16, stride: null };
    });
    expect(problems).toHaveLength(3);
    expect(document!.nodes.map((n) => n.id)).toEqual([
      'image',
      'stage1',
      'stage2',
      'pool',
      'flatten',
      'dense',
      'classes',
    ]);
    expect(document!.nodes[1]).not.toHaveProperty('repeat');
    expect(document!.nodes[2]!.params).toEqual({ filters: 16 });
  });

  test('numbers that JSON can write and doubles cannot hold are refused', () => {
    const { problems } = parseDocument(fixtureText('plain').replace('"filters": 8', '"filters": 1e999'), 'file');
    expect(codesOf(problems)).toEqual(['node.badParam']);
  });

  test('names of the language are no names of parts', () => {
    const text = fixtureText('residual').replace(/\n {2}"blocks": \{/, ' "blocks": { "__proto__": { "nodes": [] },');
    const { document, problems } = parseDocument(text, 'file');
    expect(codesOf(problems)).toEqual(['block.badName']);
    expect(Object.keys(document!.blocks)).toEqual(['residual']);
  });
});

describe('migrations', () => {
  const steps: readonly Migration[] = [
    { from: 1, apply: ({ title, ...rest }) => ({ ...rest, name: title }) },
    { from: 2, apply: (json) => ({ ...json, name: `${String(json['name'])}!` }) },
  ];

  test('each older version takes the steps that it lacks', () => {
    expect(migrate({ title: 'a' }, 1, steps)).toEqual({ name: 'a!', version: 3 });
    expect(migrate({ name: 'a' }, 2, steps)).toEqual({ name: 'a!', version: 3 });
    expect(migrate({ name: 'a' }, 3, steps)).toEqual({ name: 'a' });
  });

  test('an older file is read through them, a newer one refused', () => {
    const old = { format: 'layerloom', version: 1, title: 'old', params: {}, nodes: [], blocks: {} };
    const { document, problems } = readDocument(old, 'file', steps, 3);
    expect(problems).toEqual([]);
    expect(document!.name).toBe('old!');
    expect(codesOf(readDocument({ ...old, version: 4 }, 'file', steps, 3).problems)).toEqual(['design.newer']);
  });

  test('the steps lead without a gap from version 1 to the current one', () => {
    expect(migrations.map((step) => step.from)).toEqual(Array.from({ length: currentVersion - 1 }, (_, i) => i + 1));
  });
});
