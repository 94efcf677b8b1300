/**
 * Times our kernels of one convolution on the first GPU, chosen as for a run, readback included, as the peers' scripts
 * do: N C H W K R from the environment. Prints one JSON line.
 */
import { chooseWays } from '../../engine/backends/webgpu/autotune.ts';
import { openDevice } from '../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../engine/backends/webgpu/loaded-program.ts';
import { lowerGraph } from '../../engine/backends/webgpu/lower/graph.ts';
import { Stream } from '../../engine/base/random.ts';
import { Builder } from '../../engine/ir/builder.ts';
import { f32 } from '../../engine/ir/types.ts';
import { type Conv2dAttrs, conv2d } from '../../engine/ops/conv2d.ts';
import { conv2dInputGradient } from '../../engine/ops/conv2d-input-gradient.ts';
import { conv2dWeightGradient } from '../../engine/ops/conv2d-weight-gradient.ts';
import { median } from './statistics.ts';

const WARM_UP = 2;
const [n, c, h, w, k, r, reps] = ['N', 'C', 'H', 'W', 'K', 'R', 'REPS'].map((name) => Number(process.env[name])) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** The graph of the forward pass, or of it and both gradients. */
function graph(backward: boolean) {
  const b = new Builder();
  const pad = (r - 1) / 2;
  const attrs: Conv2dAttrs = { stride: [1, 1], dilation: [1, 1], pads: [pad, pad, pad, pad], groups: 1 };
  const [x, weight] = [b.input('x', f32(n, c, h, w)), b.input('w', f32(k, c, r, r))];
  b.output('y', b.one(conv2d, attrs, x, weight));
  if (!backward) return b.build();
  const dy = b.input('dy', f32(n, k, h, w));
  b.output('dx', b.one(conv2dInputGradient, { ...attrs, inputDims: [n, c, h, w] }, dy, weight));
  b.output('dw', b.one(conv2dWeightGradient, { ...attrs, weightDims: [k, c, r, r] }, x, dy));
  return b.build();
}

async function time(backward: boolean): Promise<number> {
  const device = await openDevice(0);
  const own = graph(backward);
  const choices = await chooseWays(device, own, { autotune: true, state: new Map() });
  const loaded = await LoadedProgram.load(device, lowerGraph(own, { guards: [], target: device.target, choices }));
  const stream = new Stream(1);
  for (const slot of loaded.program.inputs)
    loaded.write(
      slot,
      new Float32Array(slot.elements).map(() => stream.uniform(-0.5, 0.5)),
    );
  const times: number[] = [];
  for (let i = 0; i < reps + WARM_UP; i++) {
    const began = performance.now();
    await loaded.run();
    if (i >= WARM_UP) times.push(performance.now() - began);
  }
  loaded.dispose();
  return median(times);
}

const ms = { fwd: await time(false), fwdPlusBwd: await time(true) };
process.stdout.write(`${JSON.stringify({ peer: 'layerloom', ms })}\n`, () => process.exit(0));
