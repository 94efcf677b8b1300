import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stream } from '../../engine/base/random.ts';
import { encodeModel } from '../../engine/onnx/wire/encode.ts';
import {
  type Attributes,
  bytesOfNumbers,
  type OnnxNode,
  type OnnxTensor,
  type OnnxType,
} from '../../engine/onnx/wire/model.ts';

/** An ONNX model as a test writes it: nodes in any order, as [operator, inputs, output, attributes]. */
export interface Made {
  readonly input?: readonly (number | string)[];
  readonly nodes: readonly (readonly [type: string, inputs: string, output: string, attributes?: Attributes])[];
  readonly floats?: Readonly<
    Record<string, readonly number[] | { readonly dims: readonly number[]; readonly data: readonly number[] }>
  >;
  readonly whole?: Readonly<Record<string, readonly number[]>>;
  /** Dims of `y`. */
  readonly output?: readonly (number | string)[];
}

/**
 * Writes it as a file: input `x`, output `y`; of `floats` a list of dims stands for seeded numbers. Returns the path.
 */
export function made({ input = ['N', 3, 6, 6], nodes, floats = {}, whole = {}, output = ['N', 4] }: Made): string {
  const path = join(mkdtempSync(join(tmpdir(), 'layerloom-import-')), 'made.onnx');
  const initializers: OnnxTensor[] = [
    ...Object.entries(floats).map(([name, given]) =>
      'dims' in given ? tensor('f32', name, given.dims, given.data) : seeded(name, given),
    ),
    ...Object.entries(whole).map(([name, list]) => tensor('i64', name, [list.length], list)),
  ];
  const all: OnnxNode[] = nodes.map(([type, inputs, output, attributes = {}]) => ({
    type,
    domain: '',
    name: `${type} of ${output}`,
    inputs: inputs.split(' ').map((name) => (name === '-' ? '' : name)),
    outputs: output.split(' '),
    attributes,
  }));
  const model = {
    name: 'made',
    nodes: all,
    initializers,
    inputs: [{ name: 'x', type: 'f32', dims: input }] as const,
    outputs: [{ name: 'y', type: 'f32', dims: output }] as const,
    values: [],
    metadata: {},
  };
  writeFileSync(path, encodeModel(model, '1.0'));
  return path;
}

const tensor = (type: OnnxType, name: string, dims: readonly number[], data: readonly number[]): OnnxTensor => ({
  name,
  type,
  dims,
  bytes: bytesOfNumbers(type, data),
});

function seeded(name: string, dims: readonly number[]): OnnxTensor {
  const stream = new Stream(7, name.length, dims.length);
  const data = Array.from({ length: dims.reduce((n, d) => n * d, 1) }, () => stream.uniform(-0.5, 0.5));
  return tensor('f32', name, dims, data);
}
