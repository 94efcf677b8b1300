import { expect, test } from 'vitest';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { Stream } from '../../../engine/base/random.ts';
import { Builder } from '../../../engine/ir/builder.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { conv2dWeightGradient } from '../../../engine/ops/conv2d-weight-gradient.ts';
import { interpret } from '../../../engine/ops/interpret.ts';
import { reduceSum } from '../../../engine/ops/reduce-sum.ts';
import { sqrt } from '../../../engine/ops/sqrt.ts';
import { square } from '../../../engine/ops/square.ts';
import { difference } from '../../onnx/run-case.ts';

/**
 * Of two convolutions with biases, whose channels have 4,608 elements: each sum is split. With `soon`, something reads
 * the first bias's gradient before the second is begun.
 */
function gradients(soon: boolean) {
  const b = new Builder();
  for (const filters of [4, 6]) {
    const [x, dy] = [b.input(`x${filters}`, f32(2, 3, 48, 48)), b.input(`dy${filters}`, f32(2, filters, 48, 48))];
    const window = { stride: [1, 1], dilation: [1, 1], pads: [0, 0, 0, 0], groups: 1 } as const;
    const dw = b.one(conv2dWeightGradient, { ...window, weightDims: [filters, 3, 1, 1] }, x, dy);
    const db = b.one(reduceSum, { axes: [0, 2, 3], keepDims: false }, dy);
    b.output(`dw${filters}`, dw);
    b.output(
      `db${filters}`,
      soon ? b.one(sqrt, {}, b.one(square, {}, b.one(reduceSum, { axes: [0], keepDims: false }, db))) : db,
    );
  }
  return b.build();
}

test.each([
  ['wait for all', false, ['4 joins']],
  ['come before who reads them', true, ['2 joins', '2 joins']],
] as const)('partial sums of gradients of weights and biases: joins %s', async (_, soon, joins) => {
  const graph = gradients(soon);
  const device = await openDevice(0);
  const program = lowerGraph(graph, { guards: [], target: { ...device.target, software: false } });
  const names = program.dispatches.map((d) => d.kernel.name);
  expect(names.filter((name) => name.startsWith('reduceSum/sum by group/x4/split'))).toHaveLength(2);
  expect(names.flatMap((name) => (name.includes('join') ? [name.split('/')[1]] : []))).toEqual(joins);

  const stream = new Stream(7);
  const feeds = new Map(
    graph.inputs.map(({ name, value }) => {
      const dims = value.type.dims.map(Number);
      const data = Float64Array.from({ length: dims.reduce((n, d) => n * d) }, () => Math.fround(stream.normal()));
      return [name, { dims, data }] as const;
    }),
  );
  const loaded = await LoadedProgram.load(device, program);
  for (const slot of program.inputs) loaded.write(slot, Float32Array.from(feeds.get(slot.name)!.data));
  const found = await loaded.run();
  loaded.dispose();
  const wanted = interpret(graph, feeds);
  const apart = graph.outputs.map(({ value }, i) => {
    const { dims, data } = wanted.get(value.id)!;
    return difference({ dims, data: Float64Array.from(found[i]!) }, { dims, data });
  });
  expect(Math.max(...apart)).toBeLessThan(2e-5);
});
