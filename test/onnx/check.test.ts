import { expect, test } from 'vitest';
import { checkModel } from '../../engine/onnx/check.ts';
import { decodeModel } from '../../engine/onnx/wire/decode.ts';
import { encodeModel } from '../../engine/onnx/wire/encode.ts';
import type { OnnxModel, OnnxNode } from '../../engine/onnx/wire/model.ts';
import { float } from '../../engine/onnx/wire/model.ts';

const node = (name: string, inputs: string[], outputs: string[]): OnnxNode => ({
  type: 'Sum',
  domain: '',
  name,
  inputs,
  outputs,
  attributes: {},
});
const value = (name: string) => ({ name, type: 'f32' as const, dims: ['N', 2] });
const good: OnnxModel = {
  name: 'good',
  inputs: [value('x')],
  outputs: [value('z')],
  values: [value('y')],
  initializers: [{ name: 'c', type: 'f32', dims: [2], bytes: new Uint8Array(8) }],
  nodes: [node('a', ['x', 'c', ''], ['y']), node('b', ['y'], ['z'])],
  metadata: { key: 'välue' },
};

test('a good model has nothing wrong', () => expect(checkModel(good)).toEqual([]));

test.each<[string, Partial<OnnxModel>, string]>([
  ['nodes out of order', { nodes: [...good.nodes].reverse() }, 'b reads y'],
  ['a tensor from nowhere', { nodes: [node('a', ['x', 'q'], ['y']), good.nodes[1]!] }, 'reads q'],
  ['a tensor made twice', { nodes: [...good.nodes, node('d', ['x'], ['y'])] }, 'defines y'],
  ['a constant named as an input', { initializers: [{ ...good.initializers[0]!, name: 'x' }] }, 'defines x'],
  ['equal node names', { nodes: [node('a', ['x', 'c'], ['y']), node('a', ['y'], ['z'])] }, 'node "a"'],
  ['a node without a name', { nodes: [node('', ['x', 'c'], ['y']), good.nodes[1]!] }, 'node ""'],
  ['a constant of the wrong size', { initializers: [{ ...good.initializers[0]!, dims: [3] }] }, '8 bytes'],
  ['an output that nothing makes', { outputs: [value('w')] }, 'w is declared'],
  ['a value that nothing makes', { values: [value('v')] }, 'v is declared'],
])('%s', (_, change, message) => {
  const wrong = checkModel({ ...good, ...change });
  expect(wrong.join('\n')).toContain(message);
});

test('models come back from their bytes as they went in', () => {
  const attributes = {
    group: 3,
    pads: [1, 0, 2, 0],
    mode: 'constant',
    alpha: float(0.5),
    params: [float(0.25), float(2)],
  };
  const model = { ...good, nodes: [{ ...good.nodes[0]!, domain: 'com.microsoft', attributes }, good.nodes[1]!] };
  expect(decodeModel(encodeModel(model))).toEqual(model);
  expect(encodeModel(model)).toEqual(encodeModel(model));
});
