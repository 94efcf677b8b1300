import { describe, expect, test } from 'vitest';
import { compileTraining } from '../../engine/compile/training.ts';
import type { Graph } from '../../engine/ir/graph.ts';
import { fusionPasses } from '../../engine/onnx/fuse/index.ts';
import { interpret } from '../../engine/ops/interpret.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { feedsOf } from '../compile/feeds.ts';
import { network } from '../compile/small-nets.ts';

/**
 * Channels in blocks of 8; a residual block with a projection, one with an identity, and a value between norm and ReLU
 * that something else reads.
 */
const net = network(
  ['input', 'input', { height: 6, width: 6, channels: 3 }],
  ['conv0', 'conv2d', { filters: 8, kernel: 3, bias: false }],
  ['norm0', 'batchNorm'],
  ['act0', 'relu'],
  ['conv1', 'conv2d', { filters: 16, kernel: 3, stride: 2, bias: false }],
  ['norm1', 'batchNorm'],
  ['skip', 'shortcut', { mode: 'projection', filters: 16, stride: 2 }, 'act0'],
  ['add1', 'add', {}, 'norm1', 'skip'],
  ['act1', 'relu'],
  ['conv2', 'conv2d', { filters: 16, kernel: 3, bias: false }],
  ['norm2', 'batchNorm'],
  ['add2', 'add', {}, 'norm2', 'act1'],
  ['act2', 'relu'],
  ['conv3', 'conv2d', { filters: 16, kernel: 1, bias: false }],
  ['norm3', 'batchNorm'],
  ['act3', 'relu'],
  ['both', 'add', {}, 'norm3', 'act3'],
  ['pool', 'globalAveragePool'],
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
);
const { graph } = compileTraining(net, trainingSettings.parse({ batch: 2, learningRate: 0.1, weightDecay: 0.01 }));
const feeds = feedsOf(graph);

/** Metrics and next states of a graph in float64. */
function results(g: Graph): ReadonlyMap<string, Float64Array> {
  const wanted = [...g.outputs.map((o) => [o.name, o.value] as const), ...g.assigns];
  const values = interpret(g, feeds);
  return new Map(wanted.map(([name, v]) => [name, values.get(v.id)!.data]));
}

const kinds = (g: Graph): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { op } of g.calls) counts[op.kind] = (counts[op.kind] ?? 0) + 1;
  return counts;
};

describe('fusion passes', () => {
  test.each(fusionPasses(8).map((pass, i) => [pass.name, i] as const))('%s changes the graph and no result', (_, i) => {
    const before = fusionPasses(8)
      .slice(0, i)
      .reduce((g, pass) => pass.run(g), graph);
    const after = fusionPasses(8)[i]!.run(before);
    expect(kinds(after)).not.toEqual(kinds(before));
    const found = results(after);
    for (const [name, expected] of results(graph)) {
      const actual = found.get(name)!;
      const scale = expected.reduce((max, v) => Math.max(max, Math.abs(v)), 1e-12);
      expected.forEach((v, at) => expect(Math.abs(actual[at]! - v) / scale, `${name}[${at}]`).toBeLessThan(1e-9));
    }
  });

  test('fuse what nothing reads in between, and only that', () => {
    const fused = kinds(fusionPasses(8).reduce((g, pass) => pass.run(g), graph));
    // norm0, norm1 or skip with add1, norm2 with add2; norm3 is read by `both` too.
    expect(fused['batchNormRelu']).toBe(3);
    expect(fused['batchNormTrain']).toBe(2);
    expect(fused['relu']).toBe(1);
    expect(fused['conv2dInputGradientSum']).toBeGreaterThanOrEqual(2);
    expect(kinds(fusionPasses(32).reduce((g, pass) => pass.run(g), graph))['batchNormRelu']).toBeUndefined();
  });
});
