import { expect, it } from 'vitest';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import { Stream } from '../../../engine/base/random.ts';
import { Builder } from '../../../engine/ir/builder.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { concat } from '../../../engine/ops/concat.ts';
import { conv2d } from '../../../engine/ops/conv2d.ts';
import { interpret } from '../../../engine/ops/interpret.ts';
import { relu } from '../../../engine/ops/relu.ts';

/** [2, 4, 6, 8] → 3×3 to 5 channels with bias, 1×1 to 12, depthwise, beside the input; the first is read again besides. */
function branches() {
  const b = new Builder();
  const attrs = (pad: number, groups: number) =>
    ({ stride: [1, 1], dilation: [1, 1], pads: [pad, pad, pad, pad], groups }) as const;
  const x = b.input('x', f32(2, 4, 6, 8));
  const wide = b.one(conv2d, attrs(1, 1), x, b.input('w1', f32(5, 4, 3, 3)), b.input('b1', f32(5)));
  const pointwise = b.one(conv2d, attrs(0, 1), x, b.input('w2', f32(12, 4, 1, 1)));
  const depthwise = b.one(conv2d, attrs(1, 4), x, b.input('w3', f32(4, 1, 3, 3)));
  b.output('joined', b.one(concat, { axis: 1 }, x, wide, pointwise, depthwise));
  b.output('again', b.one(relu, {}, wide));
  return b.build();
}

it.each(['direct', 'quad 8', 'tile 16x128', 'depthwise'])(
  'convolutions write among the channels of their concat: %s',
  async (way) => {
    const graph = branches();
    const stream = new Stream(4);
    const feeds = new Map(
      graph.inputs.map(({ name, value }) => {
        const dims = value.type.dims.map(Number);
        return [
          name,
          {
            dims,
            data: Float64Array.from({ length: dims.reduce((n, d) => n * d) }, () => Math.fround(stream.normal())),
          },
        ];
      }),
    );
    const device = await openDevice(0);
    const target = { ...device.target, software: false };
    const keys = [...lowerGraph(graph, { guards: [], target }).choices].flatMap(([key, { ways }]) =>
      ways.includes(way) ? [key] : [],
    );
    expect(keys.length).toBeGreaterThan(0);
    const program = lowerGraph(graph, {
      guards: [],
      target,
      choices: Object.fromEntries(keys.map((key) => [key, way])),
    });
    // The input is copied, once.
    expect(program.dispatches.filter((d) => d.op === 'concat')).toHaveLength(1);
    const loaded = await LoadedProgram.load(device, program);
    for (const slot of program.inputs) loaded.write(slot, Float32Array.from(feeds.get(slot.name)!.data));
    const found = await loaded.run();
    loaded.dispose();
    const wanted = interpret(graph, feeds);
    for (const [i, { value }] of graph.outputs.entries())
      for (const [k, v] of wanted.get(value.id)!.data.entries()) expect(Math.abs(found[i]![k]! - v)).toBeLessThan(1e-4);
  },
);
