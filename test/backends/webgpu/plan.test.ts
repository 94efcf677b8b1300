import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../engine/analyze/analysis.ts';
import { analyze } from '../../../engine/analyze/analyze.ts';
import { trainingMemory } from '../../../engine/analyze/memory.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { planMemory } from '../../../engine/backends/webgpu/plan.ts';
import { compileTraining } from '../../../engine/compile/training.ts';
import { momentsOf } from '../../../engine/compile/update.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { openTemplate } from '../../train/open-template.ts';

const target = { busy: 32_768, lanes: 4, workgroupBytes: 2 ** 15, software: false, mostBytes: 2 ** 31 } as const;
const limits = { alignment: 256, maxBufferSize: 2 ** 32 } as const;

/** The same net, all norms of layers frozen. */
function frozen({ network }: Analysis): Analysis {
  const nodes = network.nodes.map((node) =>
    node.kind === 'batchNorm' ? { ...node, params: { ...node.params, frozen: true } } : node,
  );
  return analyze({ ...network, nodes });
}

/** What the plan takes as a share of what is predicted. */
function shareOf(analysis: Analysis, changes: object): number {
  const settings = trainingSettings.parse({ batch: 64, ...changes });
  const { graph } = compileTraining(analysis, settings);
  const { arenas } = planMemory(lowerGraph(graph, { guards: [0, 1], target }), limits);
  const momentsPerWeight = momentsOf(settings.optimizer).length;
  return (
    arenas.reduce((a, b) => a + b, 0) /
    trainingMemory(analysis, { batch: settings.batch, momentsPerWeight, device: 'gpu' }).total
  );
}

describe('a step takes the memory that `inspect` predicts, within a tenth', () => {
  it.each([
    'cifar_resnet',
    'cifar_preact_resnet',
    'small_inception',
    'network_in_network',
    'resnet18',
    'plain18',
    'resnet50',
    'googlenet_torchvision',
  ])('%s, its norms frozen or not', { timeout: 60_000 }, (name) => {
    const analysis = openTemplate(`template:${name}`);
    expect(Math.abs(shareOf(analysis, {}) - 1)).toBeLessThan(0.1);
    if (!analysis.nodes.some(({ node }) => node.kind === 'batchNorm')) return;
    // The maps of a small Inception's branches are many and small: kernels' workspaces and the gaps between tensors
    // count for more.
    const tolerance = name === 'small_inception' ? 0.2 : 0.1;
    expect(Math.abs(shareOf(frozen(analysis), {}) - 1)).toBeLessThan(tolerance);
  });

  it('with the moments of any optimizer', () => {
    const analysis = openTemplate('template:resnet18');
    for (const kind of ['sgd', 'adam', 'rmsprop'])
      expect(Math.abs(shareOf(analysis, { batch: 16, optimizer: { kind } }) - 1)).toBeLessThan(0.1);
  });
});
