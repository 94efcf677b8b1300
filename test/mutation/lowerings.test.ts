import { InferenceSession } from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { blockSize } from '../../engine/backends/ort/block-size.ts';
import { fastLowerings } from '../../engine/onnx/blocked/index.ts';
import { tunables } from '../../engine/onnx/blocked/tuning.ts';
import { lowerGraph } from '../../engine/onnx/lower/graph.ts';
import { lowerings } from '../../engine/onnx/lower/index.ts';
import { encodeModel } from '../../engine/onnx/wire/encode.ts';
import { type Attribute, bytesOfNumbers, type OnnxModel, type OnnxNode } from '../../engine/onnx/wire/model.ts';
import { ops } from '../../engine/ops/index.ts';
import { blockedCases } from '../onnx/blocked-cases.ts';
import { caseGraph, difference, feedsOf, reference, tensor64 } from '../onnx/run-case.ts';
import { type OpCase, opCases } from '../ops/cases.ts';

/**
 * Breaks each lowering on purpose, one way at a time, and demands that some case of the op tells the broken model from
 * the reference: negated and scaled outputs, attributes left out, constants changed, operands exchanged.
 */
interface Mutant {
  /** Equal for the same fault in different cases. */
  readonly name: string;
  readonly model: OnnxModel;
}

/** Attributes at these values mean the same when left out. */
const defaults: Readonly<Record<string, string>> = {
  group: '1',
  strides: '[1,1]',
  dilations: '[1,1]',
  pads: '[0,0,0,0]',
  output_padding: '[0,0]',
  count_include_pad: '0',
  axis: '-1',
  'Gather.axis': '0',
  'ScatterElements.axis': '0',
  keepdims: '1',
  transA: '0',
  transB: '0',
  mode: '"constant"',
  epsilon: '{"float":0.00001}',
  alpha: '{"float":1}',
  bias: '{"float":1}',
};

/** Faults that no case can show, with the reason. */
const harmless: Readonly<Record<string, string>> = {
  'Conv without kernel_shape': 'follows from the shape of the weights',
  'ConvTranspose without kernel_shape': 'follows from the shape of the weights; OpenCV wants it said',
  'batchNormTrain: Sub exchanged': 'the difference is only squared',
  'conv2dWeightGradient: ReduceSum without keepdims': 'reshaped right after',
  'topKCorrect: ReduceSum without keepdims': 'everything is averaged after',
  'batchNormTrain: constant 2': 'floor of a variance that rounding made negative',
  'Upsample without mode': 'the blocked kernel knows no other',
};

function without(node: OnnxNode, attribute: string): OnnxNode {
  const attributes = Object.fromEntries(Object.entries(node.attributes).filter(([name]) => name !== attribute));
  return { ...node, attributes };
}

const isDefault = (type: string, name: string, value: Attribute): boolean =>
  (defaults[`${type}.${name}`] ?? defaults[name]) === JSON.stringify(value);

function* mutantsOf(model: OnnxModel): Generator<Mutant> {
  const withNode = (at: number, node: OnnxNode): OnnxModel => ({ ...model, nodes: model.nodes.with(at, node) });
  for (const [i, output] of model.outputs.entries()) {
    const raw = `${output.name}/raw`;
    const renamed = model.nodes.map((n) => ({
      ...n,
      outputs: n.outputs.map((o) => (o === output.name ? raw : o)),
      inputs: n.inputs.map((x) => (x === output.name ? raw : x)),
    }));
    const broken = (type: string, inputs: string[]): OnnxModel => ({
      ...model,
      nodes: [...renamed, { type, domain: '', name: 'broken', inputs, outputs: [output.name], attributes: {} }],
    });
    if (output.type === 'bool') yield { name: `output ${i} negated`, model: broken('Not', [raw]) };
    else {
      yield { name: `output ${i} negated`, model: broken('Neg', [raw]) };
      const factor = { name: 'factor', type: 'f32' as const, dims: [], bytes: bytesOfNumbers('f32', [1.001]) };
      if (output.type === 'f32') {
        const scaled = broken('Mul', [raw, 'factor']);
        yield { name: `output ${i} scaled`, model: { ...scaled, initializers: [...model.initializers, factor] } };
      }
    }
  }
  for (const [i, node] of model.nodes.entries()) {
    for (const [name, value] of Object.entries(node.attributes)) {
      if (isDefault(node.type, name, value)) continue;
      yield { name: `${node.type} without ${name}`, model: withNode(i, without(node, name)) };
    }
    if (['Sub', 'Div', 'Greater', 'Less', 'Pow', 'GatedAdd'].includes(node.type)) {
      const [a, b, ...rest] = node.inputs;
      yield { name: `${node.type} exchanged`, model: withNode(i, { ...node, inputs: [b!, a!, ...rest] }) };
    }
  }
  const read = new Set(model.nodes.flatMap((n) => n.inputs));
  let at = 0;
  for (const [i, constant] of model.initializers.entries()) {
    if (constant.type !== 'f32' || !read.has(constant.name)) continue;
    const values = new Float32Array(constant.bytes.slice().buffer).map((v) => v * 1.25 + 0.25);
    const initializers = model.initializers.with(i, { ...constant, bytes: bytesOfNumbers('f32', values) });
    yield { name: `constant ${at++}`, model: { ...model, initializers } };
  }
}

/** Whether the broken model fails, or computes something else than the reference. */
async function isCaught(c: OpCase, model: OnnxModel): Promise<boolean> {
  const expected = reference(c);
  try {
    const session = await InferenceSession.create(encodeModel(model), {
      intraOpNumThreads: 1,
      graphOptimizationLevel: 'disabled',
      logSeverityLevel: 4,
    });
    try {
      const results = await session.run(feedsOf(c));
      return expected.some((e, i) => difference(tensor64(results[`out${i}`]!), e) > 2e-5);
    } finally {
      await session.release();
    }
  } catch {
    return true;
  }
}

/** Names of the faults that no case of the op shows. */
async function survivors(
  cases: readonly OpCase[],
  lower: (c: OpCase) => readonly OnnxModel[],
): Promise<readonly string[]> {
  const open = new Set<string>();
  const caught = new Set<string>();
  for (const c of cases)
    for (const model of lower(c))
      for (const mutant of mutantsOf(model)) {
        if (caught.has(mutant.name) || mutant.name in harmless || `${c.kind}: ${mutant.name}` in harmless) continue;
        if (await isCaught(c, mutant.model)) {
          caught.add(mutant.name);
          open.delete(mutant.name);
        } else open.add(mutant.name);
      }
  expect(caught.size, 'faults were tried').toBeGreaterThan(0);
  return [...open];
}

const casesOf = (all: readonly OpCase[], kind: string): readonly OpCase[] => all.filter((c) => c.kind === kind);

describe('every fault of a plain lowering is seen', () => {
  test.each(Object.keys(lowerings))('%s', async (kind) => {
    const lower = (c: OpCase) =>
      (['train', 'export'] as const).map((target) =>
        lowerGraph(caseGraph(c), { target, name: kind, states: 'inputs' }),
      );
    expect(await survivors(casesOf(opCases, kind), lower)).toEqual([]);
  });
});

describe('every fault of a blocked lowering is seen', () => {
  let block = 0;
  beforeAll(async () => {
    block = await blockSize();
  });
  const kinds = Object.keys(fastLowerings).filter((kind) => kind in ops);
  test.each(kinds)('%s', async (kind) => {
    const lower = (c: OpCase) => {
      const graph = caseGraph(c);
      const [tunable] = tunables(graph, block);
      const choices = tunable ? tunable[1].candidates.map((candidate) => ({ [tunable[0]]: candidate })) : [{}];
      return choices.map((choice) =>
        lowerGraph(graph, { target: 'train', name: kind, states: 'inputs', block, blockInputs: true, choices: choice }),
      );
    };
    expect(await survivors(casesOf([...blockedCases, ...opCases], kind), lower)).toEqual([]);
  });
});
