import { InferenceSession, Tensor } from 'onnxruntime-node';
import { analyze } from '../../engine/analyze/analyze.ts';
import { ortBackend } from '../../engine/backends/ort/index.ts';
import { Stream } from '../../engine/base/random.ts';
import { blocks } from '../../engine/blocks/index.ts';
import { compileDiagnosis } from '../../engine/compile/diagnosis.ts';
import { compileInference } from '../../engine/compile/inference.ts';
import { compileTraining } from '../../engine/compile/training.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import type { Tensor64 } from '../../engine/ir/op.ts';
import { exportModel } from '../../engine/onnx/export.ts';
import { interpret } from '../../engine/ops/interpret.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { initialState } from '../../engine/train/initial-state.ts';

const optimizers = [{ kind: 'sgd' }, { kind: 'sgd', momentum: 0 }, { kind: 'adam' }, { kind: 'rmsprop' }] as const;
const inits = ['design', 'he', 'xavier', 'zeroLastGamma'] as const;

/**
 * Of the largest number, between float32 and float64. Norms of three numbers a channel, on 1 × 1 maps, lose most of a
 * gradient's digits.
 */
const TOLERANCE = { loss: 2e-3, gradientNorm: 0.1, logits: 2e-3 } as const;

/**
 * What goes wrong when a design without an error is compiled and run: two training steps, the pass that finds a broken
 * layer, and the exported file, against the float64 reference. `null` where the design has an error, so that nothing is
 * promised.
 */
export async function faultsOf(document: LoomDocument, seed: number): Promise<readonly string[] | null> {
  const { network, problems } = expand(document, blocks);
  const analysis = analyze(network);
  if ([...problems, ...analysis.problems].some((p) => p.severity === 'error')) return null;
  const stream = new Stream(seed, 1);
  const batch = 3 + stream.below(2);
  const settings = trainingSettings.parse({
    batch,
    optimizer: optimizers[seed % optimizers.length],
    init: inits[stream.below(inits.length)],
    ...(seed % 3 === 0 ? { clip: 1 } : {}),
  });
  const faults: string[] = [];
  const step = compileTraining(analysis, settings);
  const { type } = analysis.nodes.find(({ node }) => node.kind === 'input')!;
  const dims = [batch, ...type!.dims.slice(1).map(Number)];
  const images = Float32Array.from({ length: dims.reduce((n, d) => n * d, 1) }, () => stream.normal());
  // Heads may have different numbers of classes; what a run's data set has is checked elsewhere.
  const heads = analysis.nodes.filter(({ node }) => node.kind === 'classifier' || node.kind === 'auxiliaryHead');
  const classes = Math.min(...heads.map((head) => Number(head.type!.dims[1])));
  const labels = BigInt64Array.from({ length: batch }, (_, i) => BigInt(i % classes));
  const state = initialState(step.graph, seed);
  const inputs = { images, labels, learningRate: 1e-3, step: 0, seed };

  const feeds = new Map<string, Tensor64>([
    ['images', { dims, data: Float64Array.from(images) }],
    ['labels', { dims: [batch], data: Float64Array.from(labels, Number) }],
    ['learningRate', { dims: [], data: Float64Array.of(1e-3) }],
    ['step', { dims: [], data: Float64Array.of(0) }],
    ['seed', { dims: [], data: Float64Array.of(seed) }],
    ...[...state].map(([name, data]): [string, Tensor64] => {
      const known = step.graph.states.find((s) => s.name === name)!;
      return [name, { dims: known.value.type.dims.map(Number), data: Float64Array.from(data) }];
    }),
  ]);
  const metrics = step.graph.outputs.find((o) => o.name === 'metrics')!.value;
  const wanted = interpret(step.graph, feeds, [metrics]).get(metrics.id)!.data;
  const executable = await ortBackend.compileTraining(step, { autotune: false, state, threads: 1 });
  const first = await executable.run(inputs);
  for (const slot of ['loss', 'gradientNorm'] as const) {
    const at = step.metrics.indexOf(slot);
    if (isApart(first.metrics[at]!, wanted[at]!, Math.abs(wanted[at]!), TOLERANCE[slot]))
      faults.push(`${slot} is ${first.metrics[at]}, not ${wanted[at]}`);
  }
  const second = await executable.run({ ...inputs, step: 1 });
  if (second.metrics.length !== step.metrics.length) faults.push('metrics are missing');
  await executable.dispose();

  const diagnosis = compileDiagnosis(analysis, settings);
  const looking = await ortBackend.compileTraining(diagnosis, {
    autotune: false,
    threads: 1,
    state: initialState(diagnosis.graph, seed),
  });
  await looking.run(inputs);
  await looking.dispose();

  const graph = compileInference(analysis);
  const trained = initialState(graph, seed);
  const logits = graph.outputs.find((o) => o.name === 'logits')!.value;
  const given = new Map<string, Tensor64>([['images', feeds.get('images')!]]);
  for (const { name, value } of graph.states)
    given.set(name, { dims: value.type.dims.map(Number), data: Float64Array.from(trained.get(name)!) });
  const reference = interpret(graph, given, [logits]).get(logits.id)!.data;
  const options = { name: 'net', design: document, classes: [], normalization: null, version: '0' };
  const bytes = exportModel(graph, trained, { ...options, foldBatchNorm: seed % 2 === 0 });
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 4, intraOpNumThreads: 1 });
  const outputs = await session.run({ images: new Tensor('float32', images, dims) });
  await session.release();
  const found = outputs['logits']!.data as Float32Array;
  const largest = reference.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const apart = reference.findIndex((v, i) => isApart(found[i]!, v, largest, TOLERANCE.logits));
  if (apart >= 0) faults.push(`logit ${apart} of the file is ${found[apart]}, not ${reference[apart]}`);
  return faults;
}

/** Numbers that a float32 cannot hold agree with whatever is not finite. */
function isApart(found: number, wanted: number, largest: number, tolerance: number): boolean {
  if (!Number.isFinite(Math.fround(wanted))) return Number.isFinite(found);
  return !(Math.abs(found - wanted) <= tolerance * Math.max(largest, 1e-3));
}
