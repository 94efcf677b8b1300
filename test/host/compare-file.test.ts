import { beforeAll, describe, expect, test } from 'vitest';
import { describe as message } from '../../engine/base/catalogue/index.ts';
import { ProblemError } from '../../engine/base/diagnostics.ts';
import { compareFile } from '../../engine/host/jobs/compare.ts';
import { type Subject, untrainedSubject } from '../../engine/host/jobs/subject.ts';
import type { Comparison } from '../../engine/host/reports-protocol.ts';
import { exportModel, metadataKeys } from '../../engine/onnx/export.ts';
import { decodeModel } from '../../engine/onnx/wire/decode.ts';
import { encodeModel } from '../../engine/onnx/wire/encode.ts';
import { float, type OnnxModel, type OnnxNode } from '../../engine/onnx/wire/model.ts';
import { dataSettings } from '../../engine/settings/data.ts';

/** Of every kind whose ONNX has attributes. */
const document = {
  format: 'layerloom',
  version: 1,
  name: 'all_attributes',
  params: {},
  nodes: [
    { id: 'input', kind: 'input', params: { height: 8, width: 8, channels: 1 } },
    { id: 'conv', kind: 'conv2d', params: { filters: 4 }, inputs: { in: ['input'] } },
    { id: 'norm', kind: 'batchNorm', inputs: { in: ['conv'] } },
    { id: 'act', kind: 'leakyRelu', inputs: { in: ['norm'] } },
    { id: 'lrn', kind: 'localResponseNorm', params: { size: 3 }, inputs: { in: ['act'] } },
    {
      id: 'mean',
      kind: 'averagePool',
      params: { kernel: 3, stride: 1, padding: 'same', countIncludePad: false },
      inputs: { in: ['lrn'] },
    },
    { id: 'flatten', kind: 'flatten', inputs: { in: ['mean'] } },
    { id: 'dense', kind: 'dense', params: { units: 3 }, inputs: { in: ['flatten'] } },
    { id: 'classifier', kind: 'classifier', inputs: { in: ['dense'] } },
  ],
  blocks: {},
};

const data = dataSettings.parse({ path: 'builtin:digits' });
let subject: Subject;
let bytes: Uint8Array;
beforeAll(() => {
  const untrained = untrainedSubject({ kind: 'document', document, name: 'all_attributes' }, 1);
  subject = { ...untrained, classes: ['ant', 'bee', 'cat'], normalisation: { mean: [0.5], std: [0.25] } };
  bytes = exported(false);
});

const exported = (foldBatchNorm: boolean): Uint8Array =>
  exportModel(subject.graph, subject.state, {
    name: subject.design.document.name,
    design: subject.design.document,
    classes: subject.classes,
    normalization: subject.normalisation,
    foldBatchNorm,
    version: '0.1.0',
  });

const compared = (of: Uint8Array): Promise<Comparison> =>
  compareFile('net.onnx', of, subject, { data, images: 1 }, () => {});

/** What is said of the file; '' where it is verified. */
const said = (of: Uint8Array): Promise<string> =>
  compared(of).then(
    () => '',
    (error: unknown) => {
      if (error instanceof ProblemError) return error.problems.map((p) => message(p)).join('\n');
      throw error;
    },
  );

const changed = (change: (model: OnnxModel) => Partial<OnnxModel>): Uint8Array => {
  const model = decodeModel(bytes);
  return encodeModel({ ...model, ...change(model) }, '0.1.0');
};

/** With the first node of a type changed. */
const node = (type: string, change: (node: OnnxNode) => Partial<OnnxNode>): Uint8Array =>
  changed(({ nodes }) => {
    const at = nodes.findIndex((n) => n.type === type);
    return { nodes: nodes.map((n, i) => (i === at ? { ...n, ...change(n) } : n)) };
  });

const attribute = (type: string, name: string, value: OnnxNode['attributes'][string]): Uint8Array =>
  node(type, ({ attributes }) => ({ attributes: { ...attributes, [name]: value } }));

const metadata = (key: keyof typeof metadataKeys, value: unknown): Uint8Array =>
  changed((m) => ({ metadata: { ...m.metadata, [metadataKeys[key]]: JSON.stringify(value) } }));

test.each([false, true])(
  'what was exported is verified, within 1e-4 of the largest logit (folded: %s)',
  async (folded) => {
    const found = await compared(exported(folded));
    expect(found.largestLogit).toBeLessThan(1);
    expect(found.relativeDifference).toBeCloseTo(found.largestDifference / found.largestLogit, 12);
    expect(found.relativeDifference).toBeLessThan(1e-5);
  },
);

test('a file of an older version, without what is written since, means the same', async () => {
  const older = changed(({ nodes }) => ({
    nodes: nodes.map((n) => {
      const { kernel_shape: _, ...conv } = n.attributes;
      const { count_include_pad: __, ...pool } = n.attributes;
      return { ...n, attributes: n.type === 'Conv' ? conv : n.type === 'AveragePool' ? pool : n.attributes };
    }),
  }));
  expect(older.length).toBeLessThan(bytes.length);
  expect(await said(older)).toBe('');
});

describe('what is changed is named', () => {
  test.each<[string, () => Uint8Array, string]>([
    [
      'an ε a hundredfold',
      () => attribute('BatchNormalization', 'epsilon', float(1e-3)),
      'epsilon 0.0010000000474974513, the design has epsilon 0.000009999999747378752',
    ],
    ['a slope', () => attribute('LeakyRelu', 'alpha', float(0.02)), 'alpha'],
    ['a dilation', () => attribute('Conv', 'dilations', [2, 2]), 'dilations [2,2], the design has dilations [1,1]'],
    ['pads', () => attribute('Conv', 'pads', [1, 1, 1, 0]), 'pads'],
    ['an attribute that was not there', () => attribute('Conv', 'auto_pad', 'SAME_UPPER'), 'auto_pad'],
    ['a kernel', () => attribute('Conv', 'kernel_shape', [1, 1]), 'kernel_shape [1,1]'],
    ['how padding counts', () => attribute('AveragePool', 'count_include_pad', 1), 'count_include_pad 1'],
    ['α of a local response norm', () => attribute('LRN', 'alpha', float(0.5)), 'alpha 0.5'],
    ['an axis', () => attribute('Softmax', 'axis', 0), 'axis 0, the design has axis -1'],
    ['an operator', () => node('LeakyRelu', () => ({ type: 'Elu' })), 'has Elu, the design has LeakyRelu'],
    [
      'probabilities of something else',
      () => node('Softmax', () => ({ inputs: ['dense.bias'] })),
      'dense.bias → probabilities',
    ],
    [
      'one node more',
      () => changed(({ nodes }) => ({ nodes: [...nodes, { ...nodes[0]!, name: 'z', outputs: ['z'] }] })),
      'z has Conv, the design has no node',
    ],
    [
      'a constant more',
      () => changed((m) => ({ initializers: [...m.initializers, { ...m.initializers[0]!, name: 'z' }] })),
      'z has f32',
    ],
    [
      'the shape of an output',
      () => changed((m) => ({ outputs: m.outputs.map((o) => ({ ...o, dims: ['N', 4] })) })),
      'logits has the type f32 [N, 4], the design has the type f32 [N, 3]',
    ],
    [
      'the shape of a tensor within',
      () => changed((m) => ({ values: m.values.map((v) => ({ ...v, dims: ['N', 4] })) })),
      'the design has the type f32 [N, 4, 8, 8]',
    ],
    [
      'a batch that is fixed',
      () => changed((m) => ({ inputs: m.inputs.map((i) => ({ ...i, dims: [1, 1, 8, 8] })) })),
      'images has the type f32 [1, 1, 8, 8]',
    ],
    ['a class', () => metadata('classes', ['ant', 'cat', 'bee']), 'has class 1 "cat", the run has "bee"'],
    ['the number of classes', () => metadata('classes', ['ant', 'bee']), 'has class 2 nothing, the run has "cat"'],
    ['classes that are none', () => metadata('classes', 'ant'), 'the classes "ant"'],
    [
      'the normalisation',
      () => metadata('normalization', { mean: [9.5], std: [0.25] }),
      'the normalisation {"mean":[9.5],"std":[0.25]}',
    ],
    ['the design', () => metadata('design', { ...document, nodes: document.nodes.slice(1) }), 'the design "another"'],
    ['a design that is none', () => metadata('design', []), 'the design "another"'],
    ['the name', () => changed(() => ({ name: 'other' })), 'the name "other", the run has "all_attributes"'],
    ['the IR version', () => Uint8Array.from(bytes, (byte, i) => (i === 1 ? 3 : byte)), 'IR version 3, the run has 8'],
  ])('%s', async (_, made, text) => {
    const file = made();
    expect(Buffer.compare(file, bytes)).not.toBe(0);
    expect(await said(file)).toContain(text);
  });
});

test('a network whose values run over has nothing to be held against, and it is said so', async () => {
  const state = new Map(subject.state);
  state.set(
    'dense.weight',
    subject.state.get('dense.weight')!.map(() => 3e38),
  );
  const over = { ...subject, state };
  const { document: design } = over.design;
  const file = exportModel(over.graph, state, {
    name: design.name,
    design,
    classes: over.classes,
    normalization: over.normalisation,
    foldBatchNorm: false,
    version: '0.1.0',
  });
  await expect(compareFile('net.onnx', file, over, { data, images: 1 }, () => {})).rejects.toMatchObject({
    problems: [{ code: 'export.runsOver', values: { file: 'net.onnx', images: 1 } }],
  });
});
