import { expect, it } from 'vitest';
import { trainingMemory } from '../../../engine/analyze/memory.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { planMemory } from '../../../engine/backends/webgpu/plan.ts';
import { compileTraining } from '../../../engine/compile/training.ts';
import { trainingSettings } from '../../../engine/settings/training.ts';
import { openTemplate } from '../../train/open-template.ts';

const target = { busy: 32_768, quads: true, software: false, mostBytes: 2 ** 31 } as const;
const limits = { alignment: 256, maxBufferSize: 2 ** 32 } as const;

it.each([
  ['cifar_resnet?depth=20', 128],
  ['resnet50', 32],
  ['googlenet', 32],
])('%s with %i images takes the memory that `inspect` predicts, within a tenth', { timeout: 60_000 }, (name, batch) => {
  const analysis = openTemplate(`template:${name}`);
  const { graph } = compileTraining(analysis, trainingSettings.parse({ batch }));
  const { arenas } = planMemory(lowerGraph(graph, { guards: [0, 1], target }), limits);
  const planned = arenas.reduce((a, b) => a + b, 0);
  const predicted = trainingMemory(analysis, { batch, momentsPerWeight: 1 }).total;
  expect(Math.abs(planned / predicted - 1), `${planned} bytes, ${predicted} predicted`).toBeLessThan(0.1);
});
