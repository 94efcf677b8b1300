import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../engine/analyze/analysis.ts';
import { Stream } from '../../engine/base/random.ts';
import { foldBatchNorm } from '../../engine/compile/fold-batch-norm.ts';
import { compileInference } from '../../engine/compile/inference.ts';
import type { Graph } from '../../engine/ir/graph.ts';
import type { Tensor64 } from '../../engine/ir/op.ts';
import { checkModel } from '../../engine/onnx/check.ts';
import { designInside } from '../../engine/onnx/design-inside.ts';
import { exportModel, metadataKeys } from '../../engine/onnx/export.ts';
import { decodeModel } from '../../engine/onnx/wire/decode.ts';
import { opset } from '../../engine/onnx/wire/model.ts';
import { interpret } from '../../engine/ops/interpret.ts';
import { initialState } from '../../engine/train/initial-state.ts';
import { nets, network } from '../compile/small-nets.ts';

const pools = network(
  ['input', 'input', { height: 9, width: 7, channels: 3 }],
  ['conv', 'conv2d', { filters: 6, kernel: 3, groups: 3 }],
  ['norm', 'batchNorm', { epsilon: 1e-3 }],
  ['act', 'hardSwish'],
  ['max', 'maxPool', { kernel: 3, stride: 2, ceil: true }],
  ['lrn', 'localResponseNorm'],
  ['mean', 'averagePool', { kernel: 2, stride: 1, padding: 'same', countIncludePad: true }],
  ['gate', 'globalAveragePool'],
  ['open', 'sigmoid'],
  ['scaled', 'multiply', {}, 'mean', 'open'],
  ['flat', 'flatten'],
  ['logits', 'dense', { units: 4 }],
  ['head', 'classifier'],
);
const all: Readonly<Record<string, Analysis>> = { ...nets, pools };
const design = { format: 'layerloom', name: 'tést', nodes: [{ id: 'input' }] };
const options = {
  name: 'net',
  design,
  classes: ['bag', 'coat'],
  normalization: { mean: [0.5], std: [0.25] },
  version: '9.8.7',
};

/** Weights and statistics that are not at their initial ones and zeros. */
function stateOf(graph: Graph): ReadonlyMap<string, Float32Array> {
  const stream = new Stream(5);
  return new Map(
    [...initialState(graph, 1)].map(([name, v]) => {
      if (name.endsWith('.variance')) return [name, v.map(() => stream.uniform(0.5, 2))];
      return [name, v.map((x) => x + 0.2 * stream.normal())];
    }),
  );
}

function reference(graph: Graph, state: ReadonlyMap<string, Float32Array>, images: Tensor64): Float64Array {
  const feeds = new Map<string, Tensor64>([['images', images]]);
  for (const s of graph.states)
    feeds.set(s.name, { dims: s.value.type.dims as number[], data: Float64Array.from(state.get(s.name)!) });
  const logits = graph.outputs.find((o) => o.name === 'logits')!.value;
  return interpret(graph, feeds, [logits]).get(logits.id)!.data;
}

function imagesFor(graph: Graph, batch: number): Tensor64 {
  const dims = graph.inputs[0]!.value.type.dims.map((d) => (d === 'N' ? batch : d));
  const stream = new Stream(8);
  return { dims, data: new Float64Array(dims.reduce((n, d) => n * d, 1)).map(() => Math.fround(stream.normal())) };
}

const apart = (a: ArrayLike<number>, b: Float64Array): number =>
  b.reduce((max, v, i) => Math.max(max, Math.abs(v - a[i]!)), 0);

/** Paths of the norms that a convolution's weights can take in. */
function normsBehindConvolutions({ calls }: Graph): readonly string[] {
  const made = new Set(calls.flatMap((c) => (c.op.kind === 'conv2d' ? c.outputs.map(({ id }) => id) : [])));
  return calls.flatMap((c) => (c.op.kind === 'batchNormInfer' && made.has(c.inputs[0]!.id) ? [c.origin.path] : []));
}

describe.each(Object.entries(all))('export of %s', (_, analysis) => {
  const graph = compileInference(analysis);
  const state = stateOf(graph);

  test.each([false, true])('computes the logits at every batch size (folded: %s)', async (fold) => {
    const session = await InferenceSession.create(exportModel(graph, state, { ...options, foldBatchNorm: fold }));
    for (const batch of [1, 3]) {
      const images = imagesFor(graph, batch);
      const { logits, probabilities } = await session.run({
        images: new Tensor('float32', Float32Array.from(images.data), images.dims),
      });
      expect(apart(logits!.data as Float32Array, reference(graph, state, images))).toBeLessThan(1e-5);
      const rows = probabilities!.data as Float32Array;
      expect(rows.reduce((sum, p) => sum + p, 0)).toBeCloseTo(batch, 4);
    }
    await session.release();
  });

  test('is well-formed ONNX with the names that people know', () => {
    const model = decodeModel(exportModel(graph, state, { ...options, foldBatchNorm: false }));
    expect(checkModel(model)).toEqual([]);
    expect(opset).toBeGreaterThanOrEqual(17);
    expect(new Set(model.nodes.map((n) => n.domain))).toEqual(new Set(['']));
    expect(model.inputs.map((i) => [i.name, i.dims[0]])).toEqual([['images', 'N']]);
    expect(model.outputs.map((o) => [o.name, o.dims[0]])).toEqual([
      ['logits', 'N'],
      ['probabilities', 'N'],
    ]);
    const constants = new Map(model.initializers.map((t) => [t.name, t]));
    expect(graph.states.map((s) => constants.get(s.name)?.dims)).toEqual(graph.states.map((s) => s.value.type.dims));
    const shown = new Set([...model.values, ...model.outputs].map((v) => v.name));
    const hidden = [...graph.nodeValues.keys()].filter((path) => !shown.has(path) && !shown.has(`${path}/output`));
    // The input is `images` itself, flattening a vector and inactive dropout make nothing, and a head's output is
    // called probabilities or logits.
    expect(hidden.filter((path) => !/^(input|drop|head|dense|logits)/.test(path))).toEqual([]);
  });

  test('folding leaves the function as it was, and no norm after a convolution', () => {
    const folded = foldBatchNorm(graph, state);
    const images = imagesFor(graph, 2);
    expect(apart(reference(folded.graph, folded.state, images), reference(graph, state, images))).toBeLessThan(2e-6);
    const norms = normsBehindConvolutions(graph);
    expect(normsBehindConvolutions(folded.graph)).toEqual([]);
    expect(folded.graph.calls.length).toBe(graph.calls.length - norms.length);
    const left = folded.graph.states.filter(({ name }) => !/\.(weight|bias)$/.test(name));
    expect(left.filter(({ name }) => norms.some((path) => name.startsWith(`${path}.`)))).toEqual([]);
  });
});

describe('what an exported file says', () => {
  const graph = compileInference(pools);
  const bytes = exportModel(graph, stateOf(graph), { ...options, foldBatchNorm: true });

  test('design, classes and normalisation can be read back', () => {
    expect(designInside(bytes, 'x.onnx')).toEqual(design);
    const { metadata } = decodeModel(bytes);
    expect(JSON.parse(metadata[metadataKeys.classes]!)).toEqual(options.classes);
    expect(JSON.parse(metadata[metadataKeys.normalization]!)).toEqual(options.normalization);
    expect(new TextDecoder().decode(bytes.subarray(0, 40))).toContain('Layerloom');
  });

  test('a missing weight is an error that names it', () => {
    const state = new Map(stateOf(graph));
    state.delete('conv.weight');
    expect(() => exportModel(graph, state, { ...options, foldBatchNorm: false })).toThrow('conv.weight');
  });
});
