import { describe, expect, it } from 'vitest';
import { splitBatch } from '../../../engine/backends/webgpu/split/index.ts';
import { compileTraining } from '../../../engine/compile/training.ts';
import type { Graph } from '../../../engine/ir/graph.ts';
import { elements } from '../../../engine/ir/types.ts';
import { interpret } from '../../../engine/ops/interpret.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { feedsOf } from '../../compile/feeds.ts';
import { nets as smallNets } from '../../compile/small-nets.ts';
import { openTemplate } from '../../train/open-template.ts';
import { randomNet } from './random-net.ts';

const BATCH = 5;

/** Residual with each shortcut, pools and an auxiliary head, dense layers on whole maps, dropout. */
const nets = {
  'zero-padded shortcuts': openTemplate('template:cifar_resnet?depth=8&height=8&width=8&filters=4'),
  projections: openTemplate('template:cifar_resnet?depth=8&height=8&width=8&filters=4&shortcut=projection'),
  'pre-activation': openTemplate('template:cifar_preact_resnet?depth=8&height=8&width=8&filters=4'),
  'Inception, auxiliary head': smallNets['inception']!,
  'mlpconv, dropout': openTemplate('template:network_in_network?height=16&width=16&filters=4'),
  'random 3': randomNet(3).analysis,
  'random 9': randomNet(9).analysis,
  'random 16': randomNet(16).analysis,
};

const largestOf = (graph: Graph): number =>
  Math.max(
    ...graph.calls.flatMap((c) =>
      c.outputs.filter(({ type }) => type.dims[0] === BATCH).map(({ type }) => 4 * elements(type)),
    ),
  );

/** Metrics and new states, in float64. */
function results(graph: Graph): ReadonlyMap<string, Float64Array> {
  const values = interpret(graph, feedsOf(graph));
  const named = [...graph.outputs.map((o) => [o.name, o.value] as const), ...graph.assigns];
  return new Map(named.map(([name, { id }]) => [name, values.get(id)!.data]));
}

describe('a step over a batch in parts', () => {
  it.each(Object.entries(nets))('is the step over the batch: %s', (_, analysis) => {
    const { graph } = compileTraining(analysis, trainingSettings.parse({ batch: BATCH }));
    const most = largestOf(graph) * 0.41; // two images, two images, one
    const split = splitBatch(graph, most);
    expect(largestOf(split)).toBeLessThanOrEqual(most);
    const wanted = results(graph);
    for (const [name, found] of results(split))
      for (const [i, x] of found.entries())
        expect(Math.abs(x - wanted.get(name)![i]!), `${name}[${i}]`).toBeLessThan(1e-9 * Math.max(1, Math.abs(x)));
  });

  it('is left alone where all fits', () => {
    const { graph } = compileTraining(nets.projections, trainingSettings.parse({ batch: BATCH }));
    expect(splitBatch(graph, largestOf(graph))).toBe(graph);
  });
});
