import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { ortBackend } from '../../engine/backends/ort/index.ts';
import { hashText, Stream } from '../../engine/base/random.ts';
import { compileInference } from '../../engine/compile/inference.ts';
import { compileTraining } from '../../engine/compile/training.ts';
import { designInside } from '../../engine/onnx/design-inside.ts';
import { exportModel } from '../../engine/onnx/export.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { buildTemplate } from '../../engine/templates/build.ts';
import { initialState } from '../../engine/train/initial-state.ts';
import { analyzeDocument } from './analyzed.ts';
import { distinct, small } from './small.ts';

/**
 * With fewer, batch norms behind 1×1 maps see two numbers a channel, whose difference they blow up: gradients of 1e13.
 */
const batch = 4;
const classes = 3;

it.each(distinct)('%s trains a step and exports', { timeout: 60_000 }, async (name) => {
  const { document } = buildTemplate(small(name, classes));
  const { analysis } = analyzeDocument(document!);
  const dims = [batch, ...analysis.byPath.get('input')!.type!.dims.slice(1).map(Number)];
  const stream = new Stream(1, hashText(name));
  const images = Float32Array.from({ length: dims.reduce((n, d) => n * d, 1) }, () => stream.normal());

  const step = compileTraining(analysis, trainingSettings.parse({ batch, learningRate: 1e-3 }));
  const before = initialState(step.graph, 1);
  const training = await ortBackend.compileTraining(step, { autotune: false, state: before });
  const inputs = { images, labels: BigInt64Array.of(0n, 2n, 1n, 2n), learningRate: 1e-3, step: 0, seed: 1 };
  const { applied, metrics } = await training.run(inputs);
  const after = await training.readState();
  await training.dispose();
  expect(applied).toBe(true);
  expect(metrics[step.metrics.indexOf('loss')]).toBeGreaterThan(0);
  const trained = step.graph.states.filter((s) => s.role === 'weight');
  const moved = trained.filter(({ name: state }) => after.get(state)!.some((w, i) => w !== before.get(state)![i]));
  expect(moved.length).toBeGreaterThan(0.5 * trained.length);

  const bytes = exportModel(compileInference(analysis), after, {
    name,
    design: document!,
    classes: [],
    normalization: null,
    foldBatchNorm: true,
    version: '0',
  });
  expect(designInside(bytes, name)).toEqual(document);
  const session = await InferenceSession.create(bytes);
  const outputs = await session.run({ images: new Tensor('float32', images, dims) });
  await session.release();
  expect(outputs['logits']?.dims).toEqual([batch, classes]);
  const probabilities = outputs['probabilities']!.data as Float32Array;
  expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(batch, 4);
});
