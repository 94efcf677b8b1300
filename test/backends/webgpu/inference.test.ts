import { expect, it, vi } from 'vitest';
import { ortBackend } from '../../../engine/backends/ort/index.ts';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { compileInference } from '../../../engine/backends/webgpu/inference.ts';
import { compileInference as inferenceGraph } from '../../../engine/compile/inference.ts';
import { initialState } from '../../../engine/train/initial-state.ts';
import { network } from '../../compile/small-nets.ts';
import { furthest } from './both-backends.ts';

const BATCH = 3;

/** Norms after convolutions with and without bias, and one that follows an addition. */
const net = network(
  ['input', 'input', { height: 6, width: 5, channels: 3 }],
  ['conv0', 'conv2d', { filters: 5, kernel: 3 }],
  ['norm0', 'batchNorm'],
  ['act0', 'relu'],
  ['conv1', 'conv2d', { filters: 5, kernel: 3, bias: false }],
  ['norm1', 'batchNorm'],
  ['add', 'add', {}, 'norm1', 'act0'],
  ['act1', 'relu'],
  ['norm2', 'batchNorm'],
  ['flat', 'flatten'],
  ['dense', 'dense', { units: 3 }],
  ['head', 'classifier'],
);
const graph = inferenceGraph(net);
/** Statistics and slopes that are not those of a fresh net. */
const stateOf = (seed: number) =>
  new Map([...initialState(graph, seed)].map(([name, x]) => [name, x.map((v, i) => v + 0.1 * (1 + ((seed + i) % 3)))]));
const images = Float32Array.from({ length: BATCH * 3 * 6 * 5 }, (_, i) => Math.sin(i));

it('folds batch norms into convolutions, at the first state and at later ones', async () => {
  const device = await openDevice(0);
  const kernels = vi.spyOn(device, 'pipeline');
  const ours = await compileInference(device, graph, { autotune: false, state: stateOf(1) });
  const theirs = await ortBackend.compileInference(graph, { autotune: false, state: stateOf(1) });
  const compare = async () => {
    const [found, wanted] = [await ours.run(images, BATCH), await theirs.run(images, BATCH)];
    expect(furthest(found.get('logits')!, wanted.get('logits')!)).toBeLessThan(1e-5);
  };
  await compare();
  const names = kernels.mock.calls.map(([kernel]) => kernel.name.split('/')[0]);
  kernels.mockRestore();
  // The norm that follows no convolution: slope and shift. It is computed by the convolution before it, with the
  // addition and ReLU between them.
  expect(names).toEqual(['conv2d', 'batchNormInfer', 'conv2d', 'matmul', 'softmax']);
  await ours.writeState(stateOf(2));
  await theirs.writeState(stateOf(2));
  await compare();
  await ours.dispose();
  await theirs.dispose();
});

it('computes convolutions as the plan of training says', async () => {
  const device = await openDevice(0);
  const key = 'conv2d 3×3×6×5 5×3×3×3 dilation 1,1 groups 1 pads 1,1,1,1 stride 1,1';
  const kernels = vi.spyOn(device, 'pipeline');
  const ways: string[] = [];
  for (const way of ['direct', 'quad 8']) {
    const executable = await compileInference(device, graph, {
      autotune: false,
      plan: { [key]: way },
      state: stateOf(1),
    });
    kernels.mockClear();
    await executable.run(images, BATCH);
    await executable.dispose();
    ways.push(kernels.mock.calls[0]![0].name);
  }
  kernels.mockRestore();
  expect(ways).toEqual([expect.stringContaining('/direct/'), expect.stringContaining('/quad/8')]);
});
